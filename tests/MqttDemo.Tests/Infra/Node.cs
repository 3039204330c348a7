using System.Net;
using System.Net.Sockets;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Infra;

/// <summary>What is wrong with a node.</summary>
enum NodeFault
{
    None,
    BlackHole,
    NobodyThere,
    ClosesBeforeConnAck,
    Silent,
    Unavailable,
    Busy,
    Quota,
    NotAuthorized,
    BadLogin,
    Version,
    ClosesAfterConnAck,
    SilentAfterConnAck,
    EndsForGood,
}

/// <summary>A node of a cluster, as far as one client sees it: it answers what it is asked, and sends one message with its name; or it does not.</summary>
sealed class Node : IAsyncDisposable
{
    readonly IPEndPoint place;
    readonly string name;
    readonly Lock gate = new();
    readonly List<ScriptedConnection> connections = [];
    readonly List<string> published = [];
    TcpListener? listener;
    BlackHole? blackHole;
    NodeFault fault;

    public Node(string address, int port, string name, NodeFault fault = NodeFault.None)
    {
        (place, this.name) = (new IPEndPoint(IPAddress.Parse(address), port), name);
        Turn(fault);
    }

    /// <summary>How often somebody has come.</summary>
    public int Visits { get; private set; }

    public IReadOnlyList<string> Published
    {
        get
        {
            lock (gate)
            {
                return [.. published];
            }
        }
    }

    /// <summary>From now on this is wrong with it; what is connected is cut.</summary>
    public void Turn(NodeFault now)
    {
        lock (gate)
        {
            fault = now;
            listener?.Dispose();
            listener = null;
            connections.ForEach(connection => connection.Dispose());
            connections.Clear();
            if (now == NodeFault.BlackHole)
            {
                blackHole = new BlackHole(place.Address.ToString(), place.Port);
            }
            else if (now != NodeFault.NobodyThere)
            {
                listener = new TcpListener(place) { ExclusiveAddressUse = false };
                listener.Start();
                _ = AcceptAsync(listener);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        Turn(NodeFault.NobodyThere);
        blackHole?.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task AcceptAsync(TcpListener from)
    {
        try
        {
            while (true)
            {
                var connection = new ScriptedConnection(await from.AcceptSocketAsync());
                lock (gate)
                {
                    Visits++;
                    connections.Add(connection);
                }

                _ = ServeAsync(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It has turned, or the test is over.
        }
    }

    async Task ServeAsync(ScriptedConnection connection)
    {
        try
        {
            if (fault is NodeFault.ClosesBeforeConnAck or NodeFault.Silent)
            {
                await connection.ReceiveAsync<MqttConnectPacket>();
            }
            else if (Refusal is { } refusal)
            {
                await RefuseAsync(connection, refusal);
            }
            else
            {
                await connection.HandshakeAsync();
            }

            await GoOnAsync(connection);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or Xunit.Sdk.XunitException)
        {
            // The other side has gone, or the test is over.
        }
    }

    async Task GoOnAsync(ScriptedConnection connection)
    {
        switch (fault)
        {
            case NodeFault.None:
                while (await connection.ReceiveAsync() is { } packet)
                {
                    await AnswerAsync(connection, packet);
                }

                break;
            case NodeFault.EndsForGood:
                await connection.ReceiveAsync();
                await connection.SendAsync(new MqttDisconnectPacket { ReasonCode = MqttDisconnectReasonCode.NotAuthorized });
                connection.Close();
                break;
            case NodeFault.Silent or NodeFault.SilentAfterConnAck:
                while (await connection.ReceiveAsync() is not null)
                {
                    // It reads, and that is all.
                }

                break;
            default:
                connection.Close();
                break;
        }
    }

    (MqttConnectReasonCode Code, MqttConnectReturnCode Before5)? Refusal => fault switch
    {
        NodeFault.Unavailable => (MqttConnectReasonCode.ServerUnavailable, MqttConnectReturnCode.ConnectionRefusedServerUnavailable),
        NodeFault.Busy => (MqttConnectReasonCode.ServerBusy, MqttConnectReturnCode.ConnectionRefusedServerUnavailable),
        NodeFault.Quota => (MqttConnectReasonCode.QuotaExceeded, MqttConnectReturnCode.ConnectionRefusedNotAuthorized),
        NodeFault.NotAuthorized => (MqttConnectReasonCode.NotAuthorized, MqttConnectReturnCode.ConnectionRefusedNotAuthorized),
        NodeFault.BadLogin => (MqttConnectReasonCode.BadUserNameOrPassword, MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword),
        NodeFault.Version => (MqttConnectReasonCode.UnsupportedProtocolVersion, MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion),
        _ => null,
    };

    static async Task RefuseAsync(ScriptedConnection connection, (MqttConnectReasonCode Code, MqttConnectReturnCode Before5) refusal) =>
        await connection.HandshakeAsync(connAck => (connAck.ReasonCode, connAck.ReturnCode) = refusal);

    async Task AnswerAsync(ScriptedConnection connection, MqttPacket packet)
    {
        switch (packet)
        {
            case MqttSubscribePacket subscribe:
                await connection.SendAsync(
                    new MqttSubAckPacket { PacketIdentifier = subscribe.PacketIdentifier, ReasonCodes = [MqttSubscribeReasonCode.GrantedQoS1] });
                await connection.PublishAsync(name, MqttQualityOfServiceLevel.AtMostOnce);
                break;
            case MqttPublishPacket publish:
                lock (gate)
                {
                    published.Add(System.Text.Encoding.UTF8.GetString(publish.Payload.FirstSpan));
                }

                await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier });
                break;
            case MqttPingReqPacket:
                await connection.SendAsync(MqttPingRespPacket.Instance);
                break;
            case MqttDisconnectPacket:
                connection.Close();
                break;
        }
    }
}
