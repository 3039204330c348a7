using System.Net.Sockets;
using MqttDemo.Client;
using MqttDemo.Client.Transport;
using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Formatter;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>A connection whose bytes go nowhere.</summary>
sealed class Unconnected
{
    public Unconnected()
    {
        var codec = new MqttPacketFormatterAdapter(MqttProtocolVersion.V500, new MqttBufferWriter(4096, 65535));
        var transport = new TransportConnection(
            new SystemSocket(new Socket(SocketType.Stream, ProtocolType.Tcp)), Stream.Null,
            new BrokerAddress(BrokerScheme.Tcp, "localhost", 1883));
        Writer = new PacketWriter(transport, new PacketEncoder(codec, null), Gate);
    }

    public Gate Gate { get; } = new();

    public PacketWriter Writer { get; }
}
