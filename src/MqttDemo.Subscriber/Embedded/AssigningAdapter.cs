using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Server;
using MQTTnet.Server.Internal.Adapter;

namespace MqttDemo.Subscriber.Embedded;

/// <summary>
/// MQTTnet's TCP adapter, with a client id for those 3.1.1 clients that send none (mosquitto_sub's default): MQTTnet's server would refuse them,
/// though the specification allows an empty one with a clean session (MQTT 3.1.1, section 3.1.3.1).
/// </summary>
sealed class AssigningAdapter : IMqttServerAdapter
{
    readonly MqttTcpServerAdapter tcp = new();

    public Func<IMqttChannelAdapter, Task>? ClientHandler
    {
        get;
        set
        {
            field = value;
            tcp.ClientHandler = value is null ? null : channel => value(new AssigningChannel(channel));
        }
    }

    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger) => tcp.StartAsync(options, logger);

    public Task StopAsync() => tcp.StopAsync();

    public void Dispose() => tcp.Dispose();
}
