using MqttDemo.Broker;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Infra;

/// <summary>The embedded broker in the test's own process.</summary>
sealed class ServedBroker : IAsyncDisposable
{
    readonly MqttBroker broker;
    readonly List<string> warnings = [];
    RawClient? own;

    ServedBroker(int port, TimeProvider time) => (Port, broker) = (port, MqttBroker.Start(port, "own", Warn, time));

    public int Port { get; }

    public string Address => $"localhost:{Port}";

    /// <summary>What the subscriber that serves would be told.</summary>
    public string[] Warnings
    {
        get
        {
            lock (warnings)
            {
                return [.. warnings];
            }
        }
    }

    /// <summary>One that lets nobody in but the client "own".</summary>
    public static ServedBroker StartClosed(TimeProvider? time = null) => new(Ports.Free(), time ?? TimeProvider.System);

    public static async Task<ServedBroker> StartAsync(TimeProvider? time = null)
    {
        var served = StartClosed(time);
        served.own = await RawClient.ConnectAsync(served.Port, "own");
        await served.own.SubscribeAsync("$own", 0);
        return served;
    }

    public Task<RawClient> ConnectAsync(
        string id, MqttProtocolVersion version = MqttProtocolVersion.V500, Action<MqttConnectPacket>? change = null) =>
        RawClient.ConnectAsync(Port, id, version, change);

    public async ValueTask DisposeAsync()
    {
        own?.Dispose();
        await broker.DisposeAsync();
    }

    void Warn(string sentence)
    {
        lock (warnings)
        {
            warnings.Add(sentence);
        }
    }
}
