namespace MqttDemo.Tests.Brokers;

/// <summary>ejabberd speaks 5 and 3.1.1 and lets nobody in without a user and a password.</summary>
public sealed class OnEjabberd(OnEjabberd.Fixture fixture) : RealBroker, IClassFixture<OnEjabberd.Fixture>
{
    internal override Task<TestBroker> BrokerAsync() => fixture.BrokerAsync();

    [Theory]
    [InlineData("5")]
    [InlineData("311")]
    public async Task Without_a_login_ejabberd_refuses_which_is_reported_with_4(string version)
    {
        var broker = await BrokerAsync();

        (await App.PublishAsync(["-b", broker.Address, "-V", version])).ShouldFail(
            ExitCode.Refused, "refused the connection: ", "hint: the broker wants to know who it is: log in with -u");
    }

    [Fact]
    public async Task A_shared_subscription_that_ejabberd_does_not_have_is_reported_with_5()
    {
        var broker = await BrokerAsync();

        (await App.SubscribeAsync([.. To(broker), "-t", "$share/g/t"])).ShouldFail(
            ExitCode.Denied, "cannot subscribe to $share/g/t: the broker does not support shared subscriptions");
    }

    public sealed class Fixture() : BrokerFixture(new Ejabberd());
}
