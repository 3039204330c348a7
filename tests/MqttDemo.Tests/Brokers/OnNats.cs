namespace MqttDemo.Tests.Brokers;

/// <summary>nats-server speaks 3.1.1 only, closes on a PUBLISH of QoS 2 and grants QoS 1 at most.</summary>
public sealed class OnNats(OnNats.Fixture fixture) : RealBroker, IClassFixture<OnNats.Fixture>
{
    protected override int HighestQos => 1;

    internal override Task<TestBroker> BrokerAsync() => fixture.BrokerAsync();

    [Fact]
    public async Task A_message_of_QoS_2_that_nats_closes_on_is_given_up_with_6_and_never_called_delivered()
    {
        var broker = await BrokerAsync();

        var result = await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "2", "-m", "x"]);

        result.ShouldFail(
            ExitCode.ConnectionLost, "ended 8 connections in a row without an answer to what was sent",
            "not support QoS 2 (not every broker does)", "1 sent, 0 acknowledged, 0 refused, 1 unfinished");
    }

    [Fact]
    public async Task A_subscription_at_QoS_2_that_nats_grants_at_1_ends_with_5_unless_that_is_allowed()
    {
        var broker = await BrokerAsync();

        (await App.SubscribeAsync("-b", broker.Address, "-t", "t", "-q", "2")).ShouldFail(
            ExitCode.Denied, "the broker granted t at QoS 1, not at QoS 2",
            "hint: --allow-downgrade takes what it grants");
        await using var content = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-q", "2", "--allow-downgrade", "-C", "1");
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-m", "x"])).ShouldBeSilentSuccess();
        Assert.Equal((0, "x\n"), ((await content.ExitAsync()).Code, (await content.ExitAsync()).Out));
    }

    [Fact]
    public async Task A_shared_subscription_that_nats_takes_for_a_topic_is_found_out_by_a_probe() =>
        await SharedShouldBeFoundOutAsync();

    public sealed class Fixture() : BrokerFixture(new NatsServer());
}
