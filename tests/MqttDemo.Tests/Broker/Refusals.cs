using MqttDemo.Tests.Infra;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Broker;

/// <summary>
/// What a client must not say is refused with the reason code of the specification, and the others go on.
/// </summary>
public sealed class Refusals
{
    /// <summary>Packets after CONNECT, and the code of the DISCONNECT that answers them.</summary>
    public static TheoryData<string, byte[], int> Violations => new()
    {
        { "a topic with #", [0x30, 6, 0, 1, (byte)'#', 0, 1, 2], 0x90 },
        { "a topic with +", [0x30, 6, 0, 3, .. "a/+"u8, 0], 0x90 },
        { "a topic with NUL", [0x30, 5, 0, 2, (byte)'a', 0, 0], 0x81 },
        { "an empty topic", [0x30, 3, 0, 0, 0], 0x82 },
        { "an unknown alias", [0x30, 6, 0, 0, 3, 0x23, 0, 7], 0x94 },
        { "the alias 0", [0x30, 7, 0, 1, (byte)'t', 3, 0x23, 0, 0], 0x94 },
        { "an alias above the maximum", [0x30, 7, 0, 1, (byte)'t', 3, 0x23, 0, 101], 0x94 },
        { "a topic that is not UTF-8", [0x30, 5, 0, 2, 0xC3, 0x28, 0], 0x81 },
        { "a lone surrogate", [0x30, 6, 0, 3, 0xED, 0xA0, 0x80, 0], 0x81 },
        { "QoS 3", [0x36, 6, 0, 1, (byte)'t', 0, 1, 0], 0x81 },
        { "QoS 0 with DUP", [0x38, 4, 0, 1, (byte)'t', 0], 0x82 },
        { "the packet identifier 0", [0x32, 6, 0, 1, (byte)'t', 0, 0, 0], 0x82 },
        { "a subscription identifier", [0x30, 6, 0, 1, (byte)'t', 2, 0x0B, 1], 0x82 },
        { "a property twice", [0x30, 8, 0, 1, (byte)'t', 4, 1, 1, 1, 1], 0x82 },
        { "the payload format 2", [0x30, 6, 0, 1, (byte)'t', 2, 1, 2], 0x82 },
        { "a response topic with #", [0x30, 8, 0, 1, (byte)'t', 4, 8, 0, 1, (byte)'#'], 0x82 },
        { "properties that end in the middle", [0x30, 6, 0, 1, (byte)'t', 9, 1, 1], 0x81 },
        { "a second CONNECT", [0x10, 13, 0, 4, .. "MQTT"u8, 5, 2, 0, 60, 0, 0, 0], 0x82 },
        { "a CONNACK", [0x20, 3, 0, 0, 0], 0x81 },
        { "an AUTH", [0xF0, 0], 0x82 },
        { "a SUBSCRIBE without filters", [0x82, 3, 0, 1, 0], 0x82 },
        { "a SUBSCRIBE with the packet identifier 0", [0x82, 7, 0, 0, 0, 0, 1, (byte)'t', 0], 0x82 },
        { "a SUBSCRIBE with wrong flags", [0x80, 7, 0, 1, 0, 0, 1, (byte)'t', 0], 0x81 },
        { "a subscription of QoS 3", [0x82, 7, 0, 1, 0, 0, 1, (byte)'t', 3], 0x82 },
        { "the retain handling 3", [0x82, 7, 0, 1, 0, 0, 1, (byte)'t', 0x30], 0x82 },
        { "a filter that is not UTF-8", [0x82, 7, 0, 1, 0, 0, 1, 0xFF, 0], 0x81 },
        { "an UNSUBSCRIBE without filters", [0xA2, 3, 0, 1, 0], 0x82 },
        { "a PUBACK without an identifier", [0x40, 1, 0], 0x81 },
        { "a packet type 0", [0x00, 0], 0x81 },
        { "a length of five bytes", [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], 0x81 },
        {
            "100,001 properties",
            Packet(0x30, [0, 1, (byte)'t', .. Length(500_005), .. Repeated([0x26, 0, 0, 0, 0], 100_001)]),
            0x95
        },
        { "a SUBSCRIBE of 100,001 filters", Packet(0x82, [0, 1, 0, .. Repeated([0, 1, (byte)'t', 0], 100_001)]), 0x95 },
        { "a packet of 268 MB", [0x30, 0xFF, 0xFF, 0xFF, 0x7F], 0x95 },
        { "a session expiry in the DISCONNECT of a session that has none", [0xE0, 7, 0, 5, 0x11, 0, 0, 0, 9], 0x82 },
    };

    static byte[] Packet(byte header, byte[] body) => [header, .. Length(body.Length), .. body];

    /// <summary>A Variable Byte Integer of three bytes.</summary>
    static byte[] Length(int value) => [(byte)(value | 0x80), (byte)((value >> 7) | 0x80), (byte)(value >> 14)];

    static IEnumerable<byte> Repeated(byte[] part, int count) =>
        Enumerable.Repeat(part, count).SelectMany(bytes => bytes);

    public static TheoryData<string, byte[], int> RefusedConnects => new()
    {
        { "MQTT 6", [0x10, 13, 0, 4, .. "MQTT"u8, 6, 2, 0, 60, 0, 0, 0], 0x84 },
        {
            "an authentication method",
            [0x10, 17, 0, 4, .. "MQTT"u8, 5, 2, 0, 60, 4, 0x15, 0, 1, (byte)'x', 0, 0],
            0x8C
        },
        {
            "a will for a topic with #",
            [0x10, 20, 0, 4, .. "MQTT"u8, 5, 6, 0, 60, 0, 0, 1, (byte)'i', 0, 0, 1, (byte)'#', 0, 0],
            0x90
        },
    };

    public static TheoryData<string, byte[]> NoConnects => new()
    {
        { "a PUBLISH first", [0x30, 4, 0, 1, (byte)'t', 0] },
        { "HTTP", [.. "GET / HTTP/1.1\r\n\r\n"u8] },
        { "another protocol", [0x10, 13, 0, 4, .. "HTTP"u8, 5, 2, 0, 60, 0, 0, 0] },
        { "a reserved flag", [0x10, 13, 0, 4, .. "MQTT"u8, 5, 3, 0, 60, 0, 0, 0] },
        {
            "a will of QoS 3",
            [0x10, 20, 0, 4, .. "MQTT"u8, 5, 0x1E, 0, 60, 0, 0, 1, (byte)'i', 0, 0, 1, (byte)'t', 0, 0]
        },
        { "a CONNECT of 268 MB", [0x10, 0xFF, 0xFF, 0xFF, 0x7F] },
        { "a Receive Maximum of 0", [0x10, 16, 0, 4, .. "MQTT"u8, 5, 2, 0, 60, 3, 0x21, 0, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task It_is_refused_with_its_reason_code_and_the_others_go_on(string what, byte[] packet, int code)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var other = await broker.ConnectAsync("other");
        await other.SubscribeAsync("t", 1);
        using var client = await broker.ConnectAsync("id");

        await client.SendAsync(packet);
        var disconnect = await client.ReceiveAsync<MqttDisconnectPacket>();

        Assert.Equal((what, code), (what, (int)disconnect.ReasonCode));
        Assert.Null(await client.ReceiveAsync());
        await other.PublishAsync("t", "still here", 1, 1);
        Assert.Equal("still here", await other.PayloadAsync());
        Assert.Empty(broker.Warnings);
    }

    [Theory]
    [InlineData("a topic with #", new byte[] { 0x30, 3, 0, 1, (byte)'#' })]
    [InlineData("an empty topic", new byte[] { 0x30, 2, 0, 0 })]
    [InlineData("QoS 3", new byte[] { 0x36, 5, 0, 1, (byte)'t', 0, 1 })]
    [InlineData("the packet identifier 0", new byte[] { 0x32, 5, 0, 1, (byte)'t', 0, 0 })]
    [InlineData("a topic that is not UTF-8", new byte[] { 0x30, 4, 0, 2, 0xC3, 0x28 })]
    [InlineData("a second CONNECT", new byte[] { 0x10, 12, 0, 4, 77, 81, 84, 84, 4, 2, 0, 60, 0, 0 })]
    [InlineData("an AUTH", new byte[] { 0xF0, 0 })]
    public async Task Before_MQTT_5_the_connection_is_closed(string what, byte[] packet)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id", MqttProtocolVersion.V311);

        await client.SendAsync(packet);

        Assert.Equal((what, null), (what, await client.ReceiveAsync()));
    }

    [Theory]
    [MemberData(nameof(RefusedConnects))]
    public async Task An_impossible_CONNECT_is_answered_with_its_reason_code(string what, byte[] packet, int code)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await RawClient.OpenAsync(broker.Port);

        await client.SendAsync(packet);

        Assert.Equal((what, code), (what, (int)(await client.ReceiveAsync<MqttConnAckPacket>()).ReasonCode));
        Assert.Null(await client.ReceiveAsync());
    }

    [Theory]
    [MemberData(nameof(NoConnects))]
    public async Task What_is_no_CONNECT_ends_the_connection_without_a_word(string what, byte[] packet)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await RawClient.OpenAsync(broker.Port);

        await client.SendAsync(packet);

        Assert.Equal((what, null), (what, await client.ReceiveAsync()));
    }

    [Fact]
    public async Task A_filter_of_60000_levels_is_refused_and_kills_nobody()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id");

        var subAck = await client.SubscribeAsync(new string('/', 60_000), 1);
        await client.PublishAsync(new string('/', 60_000), "far", 1, 2);

        Assert.Equal([MqttSubscribeReasonCode.TopicFilterInvalid], subAck.ReasonCodes);
        await client.ReceiveAsync<MqttPubAckPacket>();
    }
}
