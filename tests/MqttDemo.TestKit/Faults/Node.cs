using System.Net;
using System.Net.Sockets;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.TestKit.Faults;

/// <summary>
/// A node of a cluster, as far as one client sees it: it answers what it is asked, and sends one message with its name;
/// or it does not.
/// </summary>
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
    volatile bool isFrozen;

    public Node(string address, int port, string name, NodeFault fault = NodeFault.None)
    {
        (place, this.name) = (new IPEndPoint(IPAddress.Parse(address), port), name);
        Turn(fault);
    }

    public string Name => name;

    /// <summary>The CONNECT that came last and was welcome threw an old session away.</summary>
    public bool HasStartedClean { get; private set; }

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

    /// <summary>From now on it answers nothing: what is connected stays, and its kernel accepts more.</summary>
    public void Freeze() => isFrozen = true;

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

                _ = isFrozen ? Task.CompletedTask : ServeAsync(connection);
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
            if (await GreetAsync(connection))
            {
                await GoOnAsync(connection);
            }
        }
        catch (Exception e) when (e is IOException
            or SocketException
            or ObjectDisposedException
            or OperationCanceledException
            or Xunit.Sdk.XunitException)
        {
            // The other side has gone, or the test is over.
        }
    }

    /// <summary>Answers CONNECT; false where that is all it does.</summary>
    async Task<bool> GreetAsync(ScriptedConnection connection)
    {
        if (fault == NodeFault.ClosesUnread)
        {
            connection.Close();
            return false;
        }

        if (Refusal is { } refusal)
        {
            await connection.HandshakeAsync(connAck => (connAck.ReasonCode, connAck.ReturnCode) = refusal);
            return true;
        }

        if (!IsMute)
        {
            HasStartedClean = (await connection.HandshakeAsync()).Connect!.CleanSession;
            return true;
        }

        await connection.ReceiveAsync<MqttConnectPacket>();
        await connection.SendAsync(fault switch
        {
            NodeFault.NotMqtt => [.. "HTTP/1.1 400 Bad Request\r\n\r\n"u8],
            NodeFault.HalfOfConnAck => [0x20],
            _ => [],
        });
        return true;
    }

    /// <summary>It has no CONNACK.</summary>
    bool IsMute => fault is NodeFault.ClosesBeforeConnAck or NodeFault.ResetsBeforeConnAck or NodeFault.Silent
        or NodeFault.NotMqtt or NodeFault.HalfOfConnAck;

    async Task GoOnAsync(ScriptedConnection connection)
    {
        switch (fault)
        {
            case NodeFault.None:
                while (await connection.ReceiveAsync() is { } packet)
                {
                    await (isFrozen ? Task.CompletedTask : AnswerAsync(connection, packet));
                }

                break;
            case NodeFault.EndsForGood or NodeFault.ShutsDown:
                await connection.ReceiveAsync();
                await connection.SendAsync(new MqttDisconnectPacket
                {
                    ReasonCode = fault == NodeFault.ShutsDown
                        ? MqttDisconnectReasonCode.ServerShuttingDown
                        : MqttDisconnectReasonCode.NotAuthorized,
                });
                connection.Close();
                break;
            case NodeFault.ClosesAfterSubAck:
                if (await connection.ReceiveAsync() is MqttSubscribePacket subscribe)
                {
                    await connection.SendAsync(Granted(subscribe));
                }

                connection.Close();
                break;
            case NodeFault.Silent or NodeFault.SilentAfterConnAck or NodeFault.HalfOfConnAck:
                while (await connection.ReceiveAsync() is not null)
                {
                    // It reads, and that is all.
                }

                break;
            case NodeFault.ResetsBeforeConnAck or NodeFault.ResetsAfterConnAck:
                connection.Cut();
                break;
            default:
                connection.Close();
                break;
        }
    }

    (MqttConnectReasonCode Code, MqttConnectReturnCode Before5)? Refusal => fault switch
    {
        NodeFault.Unavailable =>
            (MqttConnectReasonCode.ServerUnavailable, MqttConnectReturnCode.ConnectionRefusedServerUnavailable),
        NodeFault.Busy => (MqttConnectReasonCode.ServerBusy, MqttConnectReturnCode.ConnectionRefusedServerUnavailable),
        NodeFault.Quota => (MqttConnectReasonCode.QuotaExceeded, MqttConnectReturnCode.ConnectionRefusedNotAuthorized),
        NodeFault.NotAuthorized =>
            (MqttConnectReasonCode.NotAuthorized, MqttConnectReturnCode.ConnectionRefusedNotAuthorized),
        NodeFault.BadLogin =>
            (MqttConnectReasonCode.BadUserNameOrPassword, MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword),
        NodeFault.SendsElsewhere =>
            (MqttConnectReasonCode.UseAnotherServer, MqttConnectReturnCode.ConnectionRefusedServerUnavailable),
        NodeFault.Version =>
            (
                MqttConnectReasonCode.UnsupportedProtocolVersion,
                MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion),
        _ => null,
    };

    static MqttSubAckPacket Granted(MqttSubscribePacket subscribe) =>
        new() { PacketIdentifier = subscribe.PacketIdentifier, ReasonCodes = [MqttSubscribeReasonCode.GrantedQoS1] };

    async Task AnswerAsync(ScriptedConnection connection, MqttPacket packet)
    {
        switch (packet)
        {
            case MqttSubscribePacket subscribe:
                await connection.SendAsync(Granted(subscribe));
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
