using System.Text;
using MqttDemo.Client.Session;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Client;

/// <summary>A session of ours and a broker that does what the test says.</summary>
sealed class SessionHarness : IAsyncDisposable
{
    public ScriptedBroker Broker { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public MqttSession Session { get; private set; } = null!;

    public Task<MqttSession> Connecting { get; private set; } = null!;

    /// <summary>Starts to connect; the test plays the broker's part.</summary>
    public static SessionHarness Start(
        ProtocolVersion? version = ProtocolVersion.Mqtt5,
        bool startsClean = true,
        Func<ConnectionSettings, ConnectionSettings>? change = null,
        TimeProvider? time = null)
    {
        var harness = new SessionHarness();
        var settings = new ConnectionSettings(
            [harness.Broker.BrokerAddress], "tester", ProtocolVersion: version,
            ConnectTimeout: TimeSpan.FromSeconds(30));
        harness.Connecting = MqttSession.ConnectAsync(
            change?.Invoke(settings) ?? settings,
            startsClean,
            harness.Observer,
            time ?? TimeProvider.System,
            CancellationToken.None);
        return harness;
    }

    /// <summary>Plays the first handshake too.</summary>
    public static async Task<(SessionHarness Harness, ScriptedConnection Connection)> ConnectedAsync(
        ProtocolVersion? version = ProtocolVersion.Mqtt5,
        bool startsClean = true,
        Func<ConnectionSettings, ConnectionSettings>? change = null,
        Action<MQTTnet.Packets.MqttConnAckPacket>? limits = null,
        TimeProvider? time = null)
    {
        var harness = Start(version, startsClean, change, time);
        var connection = await (await harness.Broker.AcceptAsync()).HandshakeAsync(limits);
        harness.Session = await harness.Connecting;
        return (harness, connection);
    }

    /// <summary>Publishes 1, 2, 3...; returns when all are accepted.</summary>
    public async Task PublishAsync(int from, int count, QualityOfService qos, bool retain = false)
    {
        for (var i = from; i < from + count; i++)
        {
            await Session.PublishAsync(
                new OutgoingMessage("t", Encoding.ASCII.GetBytes($"{i}"), qos, retain, i), CancellationToken.None);
        }

        Session.Flush();
    }

    /// <summary>The next block, which is begun, and its texts.</summary>
    public async Task<(ReceivedBlock Block, string[] Texts)> ReceiveAsync()
    {
        using var timeout = new CancellationTokenSource(App.Patience);
        var block = (await Task.Run(() => Session.Receive(timeout.Token)))!.Value;
        block.BeginAll();
        return (block, [.. block.Messages.Select(message => Encoding.UTF8.GetString(message.Payload.Span))]);
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        if (Session is not null)
        {
            await Session.DisposeAsync();
        }
    }
}
