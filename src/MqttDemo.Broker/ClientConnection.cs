using System.Net.Sockets;
using System.Security.Authentication;
using MqttDemo.Client.Transport;
using MqttDemo.Client.Wire;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>
/// One connection of a client, from its CONNECT to its end. What is not async is called with the gate held.
/// </summary>
sealed class ClientConnection
{
    /// <summary>Within this time a connection must say who it is.</summary>
    static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long an end may take: what has gathered is sent, and the client closes its side.</summary>
    static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    readonly TransportConnection transport;
    readonly MqttPacketFormatterAdapter codec = new(new MqttBufferWriter(256, 65535));
    readonly PacketExamination examination;
    readonly ClientPacketReader reader;
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long lastArrival;

    public ClientConnection(MqttBroker broker, TransportConnection transport)
    {
        Broker = broker;
        this.transport = transport;
        examination = new PacketExamination(codec);
        reader = new ClientPacketReader(
            transport,
            new PacketDecoder(codec, trace: null, examination),
            () => Volatile.Write(ref lastArrival, broker.Time.GetTimestamp()));
        Sending = new ClientSending(this, transport, new PacketEncoder(codec, trace: null));
        Reading = new ClientReading(this, new PacketHandler(this));
        lastArrival = broker.Time.GetTimestamp();
    }

    public MqttBroker Broker { get; }

    public ClientReading Reading { get; }

    public ClientSending Sending { get; }

    /// <summary>Null before the handshake is done.</summary>
    public Session? Session { get; private set; }

    public ClientLimits Limits { get; private set; } = new(0, 0, uint.MaxValue, false);

    public MqttProtocolVersion Version => codec.ProtocolVersion;

    /// <summary>The client has said DISCONNECT, with 0: its will is not published (MQTT 5, section 3.14.4).</summary>
    public bool HasSaidGoodbye { get; set; }

    /// <summary>The client has said DISCONNECT, or is told that it must go: what it still sends is ignored.</summary>
    public bool IsClosing { get; set; }

    /// <summary>There is something to be sent.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Seconds; 0 is none.</summary>
    public int KeepAlive { get; private set; }

    public bool EndsSession => examination.EndsSession;

    /// <summary>Reads the connection to its end.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (await HandshakeAsync())
            {
                await ServeAsync();
            }
        }
        catch (ConnectRefused e)
        {
            await RefuseAsync(e);
        }
        catch (MqttProtocolViolationException e)
        {
            using (Broker.Gate.Enter())
            {
                Expel((e as ProtocolViolation)?.Reason ?? MqttDisconnectReasonCode.MalformedPacket, e.Message);
            }
        }
        catch (Exception e) when (e is IOException
            or ObjectDisposedException
            or SocketException
            or AuthenticationException
            or OperationCanceledException)
        {
            // It has ended in the middle, or has never said who it is; its will tells those who want to know.
        }
        catch (Exception e)
        {
            // Whatever a client does, the others go on.
            Broker.Warn($"the embedded broker has closed a connection: {e.Message}");
        }
        finally
        {
            await EndAsync();
        }
    }

    /// <summary>
    /// Tells the client that it must go, and why (MQTT 5, section 4.13); what it sends from now on is ignored.
    /// </summary>
    public void Expel(MqttDisconnectReasonCode reason, string message)
    {
        Broker.Gate.AssertHeld();
        if (IsClosing)
        {
            return;
        }

        IsClosing = true;
        if (Version == MqttProtocolVersion.V500 && Session is not null)
        {
            Sending.AddLast(
                new MqttDisconnectPacket
                {
                    ReasonCode = reason,
                    ReasonString = Limits.WantsProblemInformation ? message : null,
                });
        }

        Sending.Close();
        Broker.OnExpelled(this);
        ThreadPool.QueueUserWorkItem(_ => _ = CloseAsync());
    }

    /// <summary>
    /// Nothing has come for one and a half keep-alive periods (MQTT 5, section 3.1.2.10), unless it is we who do not
    /// read.
    /// </summary>
    public bool IsSilent(long now) =>
        KeepAlive > 0
            && !Reading.IsPaused
            && !IsClosing
            && Broker.Time.GetElapsedTime(Volatile.Read(ref lastArrival), now) > TimeSpan.FromSeconds(KeepAlive * 1.5);

    /// <summary>
    /// How many bytes the client's kernel has acknowledged, and how many wait here because its window is closed.
    /// </summary>
    public (ulong Acknowledged, uint Waiting) SendProgress() => transport.SendProgress();

    /// <summary>Sends what has gathered. Without the gate.</summary>
    public void Flush() => Sending.Flush();

    async Task<bool> HandshakeAsync()
    {
        using var timeout = new CancellationTokenSource(HandshakeTimeout, Broker.Time);
        if (await reader.ReadOneAsync(timeout.Token) is not MqttConnectPacket connect)
        {
            return false;
        }

        ConnectRules.Check(connect, Version);
        await Broker.AdmitsAsync(connect.ClientId);
        using (Broker.Gate.Enter())
        {
            Limits = ClientLimits.Of(connect, Version);
            KeepAlive = connect.KeepAlivePeriod;
            Session = Broker.Sessions.Admit(this, connect, out var isPresent, out var assignedClientId);
            Sending.Add(ConnAckPackets.Welcome(isPresent, assignedClientId));
            Session.Outgoing.Attach();
        }

        Broker.Flush();
        return true;
    }

    async Task ServeAsync()
    {
        var packets = new List<MqttPacket>();
        while (await reader.ReadBlockAsync(packets))
        {
            using (Broker.Gate.Enter())
            {
                foreach (var packet in packets)
                {
                    Reading.Receive(packet);
                }
            }

            Broker.Flush();
            if (!await Reading.GoesOnAsync())
            {
                return;
            }
        }
    }

    async Task RefuseAsync(ConnectRefused e)
    {
        var packet = ConnAckPackets.Refusal(e.Reason, e.Message);
        var encoded =
            new MqttPacketFormatterAdapter(e.Version, new MqttBufferWriter(256, 65535)).Encode(packet).ToArray();
        using var timeout = new CancellationTokenSource(Courtesy, Broker.Time);
        try
        {
            await transport.Stream.WriteAsync(encoded, timeout.Token);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It has not waited for the answer.
        }
    }

    /// <summary>
    /// Sends the last words, says that nothing follows and gives the client time to close, so that it can read them.
    /// </summary>
    async Task CloseAsync()
    {
        await Task.WhenAny(Sending.DrainAsync(), Task.Delay(Courtesy, Broker.Time, CancellationToken.None));
        transport.StopSending();
        await Task.WhenAny(ended.Task, Task.Delay(Courtesy, Broker.Time, CancellationToken.None));
        transport.Dispose();
    }

    async Task EndAsync()
    {
        bool hasLastWords;
        using (Broker.Gate.Enter())
        {
            hasLastWords = Sending.IsClosed;
            IsClosing = true;
            Broker.OnEnded(this);
        }

        Broker.Flush();
        if (hasLastWords)
        {
            await Task.WhenAny(Sending.DrainAsync(), Task.Delay(Courtesy, Broker.Time, CancellationToken.None));
        }

        ended.TrySetResult();
        transport.Dispose();
    }
}
