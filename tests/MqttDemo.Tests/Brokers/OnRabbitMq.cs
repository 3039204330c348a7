namespace MqttDemo.Tests.Brokers;

/// <summary>RabbitMQ 3.10 speaks 3.1.1 only, answers a PUBLISH of QoS 2 with PUBACK and grants QoS 1 at most.</summary>
public sealed class OnRabbitMq(OnRabbitMq.Fixture fixture) : RealBroker, IClassFixture<OnRabbitMq.Fixture>
{
    protected override int HighestQos => 1;

    internal override Task<TestBroker> BrokerAsync() => fixture.BrokerAsync();

    [Fact]
    public async Task Messages_of_QoS_2_that_rabbitmq_takes_at_1_are_reported_with_5_unless_that_is_allowed()
    {
        var broker = await BrokerAsync();
        string[] args = ["-b", broker.Address, "-t", "t", "-q", "2", "-l"];

        (await App.PublishAsync(args, Lines.Sequence(20_000))).ShouldFail(
            ExitCode.Denied,
            "the broker accepted 20000 messages of QoS 2 at QoS 1 only: duplicates are possible",
            "hint: --allow-downgrade");
        (await App.PublishAsync([.. args, "--allow-downgrade"], Lines.Sequence(20_000))).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_subscription_at_QoS_2_that_rabbitmq_grants_at_1_ends_with_5()
    {
        var broker = await BrokerAsync();

        (await App.SubscribeAsync("-b", broker.Address, "-t", "t", "-q", "2")).ShouldFail(
            ExitCode.Denied, "the broker granted t at QoS 1, not at QoS 2");
    }

    public sealed class Fixture() : BrokerFixture(new RabbitMq());
}
