namespace MqttDemo.Tests.Brokers;

public sealed class OnEmbedded(OnEmbedded.Fixture fixture) : RealBroker, IClassFixture<OnEmbedded.Fixture>
{
    internal override Task<TestBroker> BrokerAsync() => fixture.BrokerAsync();

    public sealed class Fixture() : BrokerFixture(new Embedded());
}
