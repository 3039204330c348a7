namespace MqttDemo.Tests.Brokers;

public sealed class OnMosquitto(OnMosquitto.Fixture fixture) : RealBroker, IClassFixture<OnMosquitto.Fixture>
{
    internal override Task<TestBroker> BrokerAsync() => fixture.BrokerAsync();

    public sealed class Fixture() : BrokerFixture(new Mosquitto());
}
