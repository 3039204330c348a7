using System.Net.Sockets;
using MqttDemo.TestKit.Processes;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.TestKit.Faults;

/// <summary>The broker's end of one connection.</summary>
sealed class ScriptedConnection(Socket socket) : IDisposable
{
    readonly NetworkStream stream = new(socket);
    readonly MqttPacketFormatterAdapter codec = new(new MqttBufferWriter(4096, 65535));

    public MqttConnectPacket? Connect { get; private set; }

    public MqttProtocolVersion Version => codec.ProtocolVersion;

    /// <summary>Reads CONNECT and answers it.</summary>
    public async Task<ScriptedConnection> HandshakeAsync(Action<MqttConnAckPacket>? limits = null)
    {
        Connect = await ReceiveAsync<MqttConnectPacket>();
        // The encoder writes what the defaults of the packet are, so the defaults of the specification have to be said.
        var connAck = new MqttConnAckPacket
        {
            MaximumQoS = MqttQualityOfServiceLevel.ExactlyOnce,
            RetainAvailable = true,
            SharedSubscriptionAvailable = true,
            SubscriptionIdentifiersAvailable = true,
            WildcardSubscriptionAvailable = true,
        };
        limits?.Invoke(connAck);
        // After a clean start there is none (MQTT 5, section 3.2.2.1.1).
        connAck.IsSessionPresent &= !Connect.CleanSession;
        await SendAsync(connAck);
        return this;
    }

    /// <summary>Reads SUBSCRIBE and grants each of its filters.</summary>
    public async Task GrantAsync(MqttSubscribeReasonCode code = MqttSubscribeReasonCode.GrantedQoS1)
    {
        var subscribe = await ReceiveAsync<MqttSubscribePacket>();
        await SendAsync(new MqttSubAckPacket
        {
            PacketIdentifier = subscribe.PacketIdentifier,
            ReasonCodes = [.. subscribe.TopicFilters.Select(_ => code)],
        });
    }

    /// <summary>The next packet, which must be of this type.</summary>
    public async Task<T> ReceiveAsync<T>()
        where T : MqttPacket
    {
        var packet = await ReceiveAsync();
        return Assert.IsType<T>(packet);
    }

    /// <summary>The next packet; null when the other side has ended its sending.</summary>
    public async Task<MqttPacket?> ReceiveAsync()
    {
        using var timeout = new CancellationTokenSource(App.Patience);
        var header = new byte[1];
        if (await stream.ReadAsync(header, timeout.Token) == 0)
        {
            return null;
        }

        var length = 0;
        var shift = 0;
        var digit = new byte[1];
        do
        {
            await stream.ReadExactlyAsync(digit, timeout.Token);
            length |= (digit[0] & 0x7F) << shift;
            shift += 7;
        }
        while ((digit[0] & 0x80) != 0);

        var body = new byte[length];
        await stream.ReadExactlyAsync(body, timeout.Token);
        var received = new ReceivedMqttPacket(header[0], body, length + 2);
        if (codec.ProtocolVersion == MqttProtocolVersion.Unknown)
        {
            codec.DetectProtocolVersion(received);
        }

        return codec.Decode(received);
    }

    public async Task SendAsync(MqttPacket packet) => await SendAsync(codec.Encode(packet).ToArray());

    public async Task SendAsync(byte[] bytes) => await stream.WriteAsync(bytes);

    /// <summary>
    /// Asserts that nothing has come, by making the client answer something that it must answer after it.
    /// </summary>
    public async Task ShouldBeSilentAsync()
    {
        // A PUBREL is always answered, in turn.
        await SendAsync(new MqttPubRelPacket { PacketIdentifier = 65_000 });
        Assert.Equal(65_000, (await ReceiveAsync<MqttPubCompPacket>()).PacketIdentifier);
    }

    public Task PublishAsync(string payload, MqttQualityOfServiceLevel qos, ushort identifier = 0, bool dup = false) =>
        SendAsync(new MqttPublishPacket
        {
            Topic = "t",
            PayloadSegment = System.Text.Encoding.UTF8.GetBytes(payload),
            QualityOfServiceLevel = qos,
            PacketIdentifier = identifier,
            Dup = dup,
        });

    public void Dispose()
    {
        Cut();
        stream.Dispose();
    }

    /// <summary>Closes without a word, as a broker does that goes away.</summary>
    public void Close() => socket.Dispose();

    /// <summary>Resets the connection.</summary>
    public void Cut()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (ObjectDisposedException)
        {
            // Closed by the test already.
        }

        socket.Dispose();
    }
}
