using System.Net.Sockets;
using System.Text;
using MqttDemo.TestKit.Processes;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.TestKit.Faults;

/// <summary>
/// A client that says exactly what the test says, packet by packet, and acknowledges nothing by itself.
/// </summary>
sealed class RawClient : IDisposable
{
    readonly TcpClient tcp;
    readonly MqttPacketFormatterAdapter codec;

    RawClient(TcpClient tcp, MqttProtocolVersion version) =>
        (this.tcp, codec) = (tcp, new MqttPacketFormatterAdapter(version, new MqttBufferWriter(4096, 65535)));

    /// <summary>A connection on which nothing has been said.</summary>
    public static async Task<RawClient> OpenAsync(int port, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync("127.0.0.1", port);
        return new RawClient(tcp, version);
    }

    /// <summary>A connection that stands.</summary>
    public static async Task<RawClient> ConnectAsync(
        int port, string id, MqttProtocolVersion version = MqttProtocolVersion.V500,
        Action<MqttConnectPacket>? change = null)
    {
        var client = await OpenAsync(port, version);
        var connAck = await client.ConnectAsync(id, change);
        Assert.Equal(
            (MqttConnectReasonCode.Success, MqttConnectReturnCode.ConnectionAccepted),
            (connAck.ReasonCode, connAck.ReturnCode));
        return client;
    }

    /// <summary>What the broker has said about the session.</summary>
    public MqttConnAckPacket? Welcome { get; private set; }

    public async Task<MqttConnAckPacket> ConnectAsync(string id, Action<MqttConnectPacket>? change = null)
    {
        var packet = new MqttConnectPacket { ClientId = id, CleanSession = true, RequestProblemInformation = true };
        change?.Invoke(packet);
        await SendAsync(packet);
        return Welcome = await ReceiveAsync<MqttConnAckPacket>();
    }

    public async Task<MqttSubAckPacket> SubscribeAsync(params MqttTopicFilter[] filters)
    {
        await SendAsync(new MqttSubscribePacket { PacketIdentifier = 1, TopicFilters = [.. filters] });
        return await ReceiveAsync<MqttSubAckPacket>();
    }

    public Task<MqttSubAckPacket> SubscribeAsync(string filter, int qos) =>
        SubscribeAsync(new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos });

    public Task PublishAsync(
        string topic, string payload, int qos = 0, ushort identifier = 0, Action<MqttPublishPacket>? change = null)
    {
        var packet = new MqttPublishPacket
        {
            Topic = topic,
            PayloadSegment = Encoding.UTF8.GetBytes(payload),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
            PacketIdentifier = identifier,
        };
        change?.Invoke(packet);
        return SendAsync(packet);
    }

    /// <summary>The payload of the next packet, which must be a message.</summary>
    public async Task<string> PayloadAsync() => Payload(await ReceiveAsync<MqttPublishPacket>());

    /// <summary>The payload of the next message, at QoS 0 or 1, which is acknowledged.</summary>
    public async Task<string> AcknowledgedPayloadAsync()
    {
        var message = await ReceiveAsync<MqttPublishPacket>();
        if (message.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce)
        {
            await SendAsync(new MqttPubAckPacket { PacketIdentifier = message.PacketIdentifier });
        }

        return Payload(message);
    }

    public static string Payload(MqttPublishPacket packet) => Encoding.UTF8.GetString(packet.Payload);

    public Task SendAsync(MqttPacket packet) => SendAsync(codec.Encode(packet).ToArray());

    public async Task SendAsync(byte[] bytes) => await tcp.GetStream().WriteAsync(bytes);

    /// <summary>Asserts that nothing more has come: a PINGREQ is answered after all that came before it.</summary>
    public async Task ShouldBeSilentAsync()
    {
        await SendAsync(MqttPingReqPacket.Instance);
        await ReceiveAsync<MqttPingRespPacket>();
    }

    public async Task<T> ReceiveAsync<T>()
        where T : MqttPacket => Assert.IsType<T>(await ReceiveAsync());

    /// <summary>The next packet; null when the broker has closed the connection.</summary>
    public async Task<MqttPacket?> ReceiveAsync()
    {
        using var timeout = new CancellationTokenSource(App.Patience);
        try
        {
            var header = new byte[1];
            if (await tcp.GetStream().ReadAsync(header, timeout.Token) == 0)
            {
                return null;
            }

            var body = new byte[await LengthAsync(timeout.Token)];
            await tcp.GetStream().ReadExactlyAsync(body, timeout.Token);
            return codec.Decode(new ReceivedMqttPacket(header[0], body, body.Length + 2));
        }
        catch (IOException)
        {
            // Reset, which is an end too.
            return null;
        }
    }

    /// <summary>Ends without a word.</summary>
    public void Dispose() => tcp.Dispose();

    async Task<int> LengthAsync(CancellationToken cancellationToken)
    {
        var (length, shift) = (0, 0);
        var digit = new byte[1];
        do
        {
            await tcp.GetStream().ReadExactlyAsync(digit, cancellationToken);
            length |= (digit[0] & 0x7F) << shift;
            shift += 7;
        }
        while ((digit[0] & 0x80) != 0);

        return length;
    }
}
