namespace MqttDemo.Tests.Brokers;

/// <summary>One broker for all tests of a class, started by the first that asks for it.</summary>
public abstract class BrokerFixture : IAsyncDisposable
{
    readonly TestBroker broker;

    private protected BrokerFixture(TestBroker broker) => this.broker = broker;

    internal async Task<TestBroker> BrokerAsync()
    {
        await broker.StartedAsync();
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await broker.DisposeAsync();
    }
}
