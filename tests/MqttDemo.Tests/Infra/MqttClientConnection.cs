using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Tests.Infra;

/// <summary>A client in the test's own process, for what the programs would need a process each for.</summary>
sealed class MqttClientConnection(MqttSession session) : IAsyncDisposable
{
    public static async Task<MqttClientConnection> ConnectAsync(int port) => new(await MqttSession.ConnectAsync(
        new ConnectionSettings(
            [new(BrokerScheme.Tcp, "127.0.0.1", port)], $"test-{Guid.NewGuid():N}",
            ProtocolVersion: ProtocolVersion.Mqtt5, ConnectTimeout: App.Patience),
        startsClean: true, new RecordingObserver(), TimeProvider.System, CancellationToken.None));

    public Task RetainAsync(string topic, string payload) => PublishAsync(topic, payload, retain: true);

    /// <summary>Publishes at QoS 1.</summary>
    public async Task PublishAsync(
        string topic, string payload, MessageProperties? properties = null, bool retain = false) =>
            await session.PublishAsync(
        new OutgoingMessage(
            topic, System.Text.Encoding.UTF8.GetBytes(payload), QualityOfService.AtLeastOnce, retain, 1,
            Properties: properties),
        CancellationToken.None);

    /// <summary>Waits until the broker has everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await session.DrainAsync(CancellationToken.None);
        await session.CloseAsync(CancellationToken.None);
        await session.DisposeAsync();
    }
}
