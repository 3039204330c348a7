using MqttDemo.Client.Session;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>
/// A session that probes every ten seconds of a clock that the test moves, and the broker's end of it.
/// </summary>
sealed class ProbedSession(SessionHarness harness, SteppedTime time) : IAsyncDisposable
{
    public const double Period = 10;

    Task subscribing = Task.CompletedTask;

    public SessionHarness Harness => harness;

    public SteppedTime Time => time;

    public ScriptedConnection Connection { get; private set; } = null!;

    /// <summary>The SUBSCRIBE for the probe of the present connection.</summary>
    public MqttSubscribePacket Subscribe { get; private set; } = null!;

    /// <summary>Connected and subscribed; the first probe is on its way to the broker.</summary>
    public static async Task<ProbedSession> StartAsync(
        string[]? filters = null,
        QualityOfService qos = QualityOfService.AtLeastOnce,
        ProtocolVersion version = ProtocolVersion.Mqtt5,
        Func<ConnectionSettings, ConnectionSettings>? change = null,
        MqttSubscribeReasonCode answer = MqttSubscribeReasonCode.GrantedQoS1)
    {
        var time = new SteppedTime();
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            version, change: settings => (change?.Invoke(settings) ?? settings) with { KeepAlive = 0 }, time: time);
        var session = new ProbedSession(harness, time) { Connection = connection };
        var subscriptions = (filters ?? ["t"]).Select(filter => new TopicSubscription(filter, qos)).ToArray();
        var request = new SubscriptionRequest(subscriptions, [], ProbeEvery: TimeSpan.FromSeconds(Period));
        session.subscribing = harness.Session.SubscribeAsync(request, CancellationToken.None);
        await session.GrantAsync(answer);
        return session;
    }

    /// <summary>The session has come back, and subscribes again.</summary>
    public async Task ReconnectedAsync(bool isProbed = true)
    {
        var accepting = Harness.Broker.AcceptAsync();
        await Until.TrueAsync(
            () =>
            {
                time.Advance(0.1);
                return accepting.IsCompleted;
            },
            "another connection");
        Connection = await (await accepting).HandshakeAsync(connAck => connAck.IsSessionPresent = true);
        await GrantAsync(MqttSubscribeReasonCode.GrantedQoS1, isProbed);
    }

    /// <summary>The probe, and the PINGREQ behind it, which is answered.</summary>
    public async Task<MqttPublishPacket> ProbeAsync()
    {
        var probe = await Connection.ReceiveAsync<MqttPublishPacket>();
        await Connection.ReceiveAsync<MqttPingReqPacket>();
        await Connection.SendAsync(MqttPingRespPacket.Instance);
        if (probe.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce)
        {
            await Connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = probe.PacketIdentifier });
        }

        return probe;
    }

    /// <summary>The broker delivers it.</summary>
    public async Task DeliverAsync(MqttPublishPacket probe, ushort identifier = 1)
    {
        var isAtMostOnce = probe.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce;
        probe.PacketIdentifier = isAtMostOnce ? (ushort)0 : identifier;
        await Connection.SendAsync(probe);
    }

    /// <summary>It has, and that has been acknowledged.</summary>
    public async Task ReturnAsync(MqttPublishPacket probe, ushort identifier = 1)
    {
        await DeliverAsync(probe, identifier);
        Assert.Equal(identifier, (await Connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
    }

    public Task LostAsync(int count = 1) => Until.TrueAsync(() => Harness.Observer.Losses.Count >= count, "the loss");

    public ValueTask DisposeAsync() => Harness.DisposeAsync();

    async Task GrantAsync(MqttSubscribeReasonCode answer, bool isProbed = true)
    {
        var own = await Connection.ReceiveAsync<MqttSubscribePacket>();
        await Connection.SendAsync(new MqttSubAckPacket
        {
            PacketIdentifier = own.PacketIdentifier,
            ReasonCodes = [.. own.TopicFilters.Select(filter => (MqttSubscribeReasonCode)filter.QualityOfServiceLevel)],
        });
        if (!isProbed)
        {
            return;
        }

        Subscribe = await Connection.ReceiveAsync<MqttSubscribePacket>();
        await Connection.SendAsync(new MqttSubAckPacket
        {
            PacketIdentifier = Subscribe.PacketIdentifier,
            ReasonCodes = [.. Subscribe.TopicFilters.Select(_ => answer)],
        });
        await subscribing;
    }
}
