using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>A subscriber that serves, with a subscription of its own that gets nothing.</summary>
sealed class Embedded : TestBroker
{
    public static async Task<TestBroker> StartAsync()
    {
        var broker = new Embedded();
        await broker.StartedAsync();
        return broker;
    }

    protected override async Task<App> LaunchAsync() =>
        await App.SubscribedAsync("-b", $"embedded:{Port}", "-t", "$nothing");
}
