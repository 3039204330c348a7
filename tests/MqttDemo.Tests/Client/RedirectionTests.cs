using MqttDemo.Client.Session;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>A broker that names another one (MQTT 5, section 4.11).</summary>
public sealed class RedirectionTests
{
    [Theory]
    [InlineData(MqttConnectReasonCode.UseAnotherServer)]
    [InlineData(MqttConnectReasonCode.ServerMoved)]
    public async Task Where_it_is_allowed_the_other_broker_is_connected_to(MqttConnectReasonCode code)
    {
        await using var other = new ScriptedBroker();
        await using var harness = SessionHarness.Start(change: s => s with { FollowsRedirect = true });
        await RefuseAsync(await harness.Broker.AcceptAsync(), code, other.Address);

        await (await other.AcceptAsync()).HandshakeAsync();

        await (await harness.Connecting).DisposeAsync();
    }

    [Fact]
    public async Task Otherwise_it_ends_with_what_to_do()
    {
        await using var harness = SessionHarness.Start();
        await RefuseAsync(
            await harness.Broker.AcceptAsync(), MqttConnectReasonCode.ServerMoved, "elsewhere.example:1884");

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);

        Assert.Equal(
            (FailureKind.Refused, "--follow-redirect follows its redirect"),
            (failure.Kind, failure.Hint?.ToString()));
        Assert.EndsWith("server moved; it names elsewhere.example:1884", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_is_sent_away_goes_on_with_the_other_broker_and_loses_nothing()
    {
        await using var other = new ScriptedBroker();
        var (harness, first) = await SessionHarness.ConnectedAsync(change: s => s with { FollowsRedirect = true });
        await using var _ = harness;
        await harness.PublishAsync(1, 2, QualityOfService.AtLeastOnce);
        await first.ReceiveAsync<MqttPublishPacket>();
        await first.SendAsync(
            new MqttDisconnectPacket
            {
                ReasonCode = MqttDisconnectReasonCode.UseAnotherServer,
                ServerReference = other.Address,
            });

        var second = await (await other.AcceptAsync()).HandshakeAsync();

        Assert.Equal(
            (false, false), (second.Connect!.CleanSession, (await second.ReceiveAsync<MqttPublishPacket>()).Dup));
        await second.ReceiveAsync<MqttPublishPacket>();
    }

    [Fact]
    public async Task Brokers_that_name_each_other_are_followed_five_times_and_no_more()
    {
        await using var harness = SessionHarness.Start(change: s => s with { FollowsRedirect = true });
        var times = 0;
        while (!harness.Connecting.IsCompleted && times < 50)
        {
            var next = harness.Broker.AcceptAsync();
            if (await Task.WhenAny(next, harness.Connecting) == next)
            {
                times++;
                await RefuseAsync(await next, MqttConnectReasonCode.UseAnotherServer, harness.Broker.Address);
            }
        }

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);
        Assert.Equal((FailureKind.Refused, null, 6), (failure.Kind, failure.Hint?.ToString(), times));
    }

    [Fact]
    public async Task Brokers_that_accept_and_then_redirect_us_are_not_followed_forever()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            change: s => s with { FollowsRedirect = true }, time: new FastTime(10));
        await using var _ = harness;
        var publishing = harness.PublishAsync(1, 1, QualityOfService.AtLeastOnce);
        var draining = harness.Session.DrainAsync(CancellationToken.None);
        var times = 0;
        while (true)
        {
            times++;
            await connection.SendAsync(
                new MqttDisconnectPacket
                {
                    ReasonCode = MqttDisconnectReasonCode.ServerMoved,
                    ServerReference = harness.Broker.Address,
                });
            var next = harness.Broker.AcceptAsync();
            if (await Task.WhenAny(next, draining) == draining)
            {
                break;
            }

            connection = await (await next).HandshakeAsync();
        }

        await publishing;
        Assert.Equal(FailureKind.ConnectionLost, (await Assert.ThrowsAsync<MqttDemoException>(() => draining)).Kind);
        Assert.Equal(8, times);
    }

    [Fact]
    public void A_reference_is_reached_as_its_broker_was_and_nonsense_is_nowhere()
    {
        var secure = new BrokerAddress(BrokerScheme.Tls, "h", 9999);

        Assert.Equal(
            [new(BrokerScheme.Tls, "a", 8883), new(BrokerScheme.Tls, "b", 1), new(BrokerScheme.Tls, "fe80::1", 2)],
            Redirection.Read("a b:1 [fe80::1]:2", secure));
        Assert.Equal(
            [new(BrokerScheme.Tls, "good", 8883)], Redirection.Read("a:b:c good /etc/passwd mqtt://x", secure));
        Assert.Equal(
            [new(BrokerScheme.Tcp, "a", 1883)],
            Redirection.Read("a", new BrokerAddress(BrokerScheme.Unix, "/run/broker", 0)));
        Assert.Equal(
            [new(BrokerScheme.Tcp, "a", 7)],
            Redirection.Read("a:7", new BrokerAddress(BrokerScheme.Tcp, "domain", 1883, IsService: true)));
        Assert.Empty(Redirection.Read("", secure));
    }

    static async Task RefuseAsync(ScriptedConnection connection, MqttConnectReasonCode code, string reference)
    {
        await connection.ReceiveAsync<MqttConnectPacket>();
        await connection.SendAsync(new MqttConnAckPacket
        {
            ReasonCode = code,
            ServerReference = reference,
            MaximumQoS = MqttQualityOfServiceLevel.ExactlyOnce,
            RetainAvailable = true,
            SharedSubscriptionAvailable = true,
            SubscriptionIdentifiersAvailable = true,
            WildcardSubscriptionAvailable = true,
        });
    }
}
