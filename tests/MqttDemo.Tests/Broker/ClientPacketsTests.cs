using MqttDemo.Tests.Infra;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Broker;

/// <summary>
/// What the specification forbids a client after its CONNECT, kind by kind: refused with the reason code that it gives.
/// </summary>
public sealed class ClientPacketsTests
{
    const MqttDisconnectReasonCode Malformed = MqttDisconnectReasonCode.MalformedPacket;
    const MqttDisconnectReasonCode ProtocolError = MqttDisconnectReasonCode.ProtocolError;
    const MqttDisconnectReasonCode TopicAliasInvalid = MqttDisconnectReasonCode.TopicAliasInvalid;

    /// <summary>Whole packets of MQTT 5 in hexadecimal digits; blanks stand between their fields.</summary>
    public static TheoryData<string, MqttDisconnectReasonCode, string> Packets => new()
    {
        { "C0 01 00", Malformed, "a PINGREQ with a body" },
        { "40 02 0000", ProtocolError, "a PUBACK with the packet identifier 0" },
        { "50 02 0000", ProtocolError, "a PUBREC with the packet identifier 0" },
        { "62 02 0000", ProtocolError, "a PUBREL with the packet identifier 0" },
        { "70 04 0000 00 00", ProtocolError, "a PUBCOMP with the packet identifier 0" },
        { "82 07 0000 00 0001 74 00", ProtocolError, "a SUBSCRIBE with the packet identifier 0" },
        { "A2 06 0000 00 0001 74", ProtocolError, "an UNSUBSCRIBE with the packet identifier 0" },
        { "32 06 0001 74 0000 00", ProtocolError, "a PUBLISH with the packet identifier 0" },
        { "34 06 0001 74 0000 00", ProtocolError, "a PUBLISH with the packet identifier 0" },
        { "38 04 0001 74 00", ProtocolError, "a PUBLISH of QoS 0 with DUP" },
        { "36 06 0001 74 0001 00", Malformed, "0x36" },
        { "3E 06 0001 74 0001 00", Malformed, "0x3E" },
        { "41 02 0001", Malformed, "0x41" },
        { "52 02 0001", Malformed, "0x52" },
        { "60 02 0001", Malformed, "0x60" },
        { "78 02 0001", Malformed, "0x78" },
        { "80 07 0001 00 0001 74 00", Malformed, "0x80" },
        { "A0 06 0001 00 0001 74", Malformed, "0xA0" },
        { "C1 00", Malformed, "0xC1" },
        { "E1 00", Malformed, "0xE1" },
        { "F1 00", Malformed, "0xF1" },
        { "D0 00", Malformed, "0xD0" },
        { "90 04 0001 00 00", Malformed, "0x90" },
        { "40 03 0001 01", Malformed, "a PUBACK with a code that it cannot have" },
        { "50 03 0001 92", Malformed, "a PUBREC with a code that it cannot have" },
        { "62 03 0001 80", Malformed, "a PUBREL with a code that it cannot have" },
        { "70 03 0001 91", Malformed, "a PUBCOMP with a code that it cannot have" },
        { "40 05 0001 00 00 00", Malformed, "a PUBACK that is too long by 1" },
        { "62 0C 0001 00 07 26 0001 61 0001 62 00", Malformed, "a PUBREL that is too long by 1" },
        { "40 0C 0001 00 08 1F000161 1F000162", ProtocolError, "the property 0x1F twice" },
        { "50 07 0001 00 03 230001", Malformed, "the property 0x23, which it cannot have" },
        { "30 08 0001 74 04 0100 0100", ProtocolError, "the property 0x01 twice" },
        { "30 0E 0001 74 0A 0200000001 0200000001", ProtocolError, "the property 0x02 twice" },
        { "30 06 0001 74 02 0102", ProtocolError, "a value that the property 0x01 cannot have" },
        { "30 06 0001 74 02 0B01", ProtocolError, "a subscription identifier, which only a broker sends" },
        { "30 06 0001 74 02 0B00", ProtocolError, "a value that the property 0x0B cannot have" },
        { "30 07 0001 74 03 230000", TopicAliasInvalid, "the topic alias 0" },
        { "30 08 0001 74 04 08000123", ProtocolError, "a response topic that has wildcards" },
        { "30 07 0001 74 03 080000", ProtocolError, "a response topic that is empty" },
        { "30 08 0001 74 04 03000100", Malformed, "whose text contains NUL" },
        { "30 0B 0001 74 07 26000100 000161", Malformed, "whose text contains NUL" },
        { "30 0B 0001 74 07 260001FF000161", Malformed, "whose text is not UTF-8" },
        { "30 07 0001 74 03 210001", Malformed, "the property 0x21, which it cannot have" },
        { "30 06 0001 74 09 0100", Malformed, "properties that are longer than their length" },
        { "30 06 0003 61002F 00", Malformed, "a PUBLISH whose topic contains NUL" },
        { "30 06 0003 EDA080 00", Malformed, "a PUBLISH whose topic is not UTF-8" },
        { "82 03 0001 00", ProtocolError, "without a topic filter" },
        { "A2 03 0001 00", ProtocolError, "without a topic filter" },
        { "82 09 0001 02 0B00 0001 74 00", ProtocolError, "a value that the property 0x0B cannot have" },
        { "82 0B 0001 04 0B010B02 0001 74 00", ProtocolError, "the property 0x0B twice" },
        { "82 0A 0001 03 230001 0001 74 00", Malformed, "the property 0x23, which it cannot have" },
        { "82 09 0001 00 0003 610062 00", Malformed, "a text that contains NUL" },
        { "82 09 0001 00 0003 EDA080 00", Malformed, "a text that is not UTF-8" },
        { "82 07 0001 00 0001 74 40", Malformed, "subscription options with the reserved bits 0x40" },
        { "82 07 0001 00 0001 74 03", ProtocolError, "a subscription with the options of QoS 3" },
        { "82 07 0001 00 0001 74 30", ProtocolError, "subscription options that do not go together" },
        { "82 06 0001 00 0001 74", Malformed, "a packet that ends in the middle" },
        { "82 0A 0001 00 0001 74 00 0009 74", Malformed, "a packet that ends in the middle" },
        { "A2 08 0001 00 0003 610062", Malformed, "a text that contains NUL" },
        { "A2 08 0001 00 0003 EDA080", Malformed, "a text that is not UTF-8" },
        { "A2 08 0001 02 0B01 0001 74", Malformed, "the property 0x0B, which it cannot have" },
        { "E0 03 00 00 00", Malformed, "a DISCONNECT that is too long by 1" },
        { "E0 0C 00 0A 1100000000 1100000000", ProtocolError, "the property 0x11 twice" },
        { "E0 06 00 04 1C000161", Malformed, "the property 0x1C, which it cannot have" },
        { "E0 06 00 04 1F000100", Malformed, "whose text contains NUL" },
        { "E0 01 8B", ProtocolError, "a DISCONNECT with the code 0x8B" },
        { "E0 01 01", ProtocolError, "a DISCONNECT with the code 0x01" },
    };

    /// <summary>Whole packets of MQTT 3.1.1.</summary>
    public static TheoryData<string> OlderPackets =>
    [
        "C0 01 00", "40 02 0000", "50 02 0000", "62 02 0000", "70 02 0000", "40 03 0001 00", "62 04 0001 00 00",
        "40 01 00",
        "82 06 0000 0001 74 00", "A2 05 0000 0001 74", "32 05 0001 74 0000", "34 05 0001 74 0000", "38 03 0001 74",
        "36 05 0001 74 0001",
        "41 02 0001", "60 02 0001", "80 06 0001 0001 74 00", "C1 00", "E1 00", "F0 00", "E0 01 00", "E0 02 00 00",
        "82 02 0001", "A2 02 0001", "82 08 0001 0003 610062 00", "82 08 0001 0003 EDA080 00", "82 06 0001 0001 74 03",
        "82 06 0001 0001 74 04",
        "82 05 0001 0001 74", "A2 07 0001 0003 610062", "30 05 0003 61002F", "30 05 0003 EDA080", "30 03 0001 23",
        "30 02 0000",
    ];

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task A_packet_that_the_specification_forbids_is_refused_with_its_reason(
        string packet, MqttDisconnectReasonCode code, string words)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id");
        await client.SendAsync(Bytes(packet));

        var disconnect = await client.ReceiveAsync<MqttDisconnectPacket>();

        Assert.Equal(code, disconnect.ReasonCode);
        Assert.Contains(words, disconnect.ReasonString, StringComparison.Ordinal);
        Assert.Null(await client.ReceiveAsync());
        Assert.Empty(broker.Warnings);
    }

    [Theory]
    [MemberData(nameof(OlderPackets))]
    public async Task Before_MQTT_5_it_ends_the_connection_without_a_word(string packet)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id", MqttProtocolVersion.V311);
        await client.SendAsync(Bytes(packet));

        Assert.Null(await client.ReceiveAsync());
        Assert.Empty(broker.Warnings);
    }

    [Fact]
    public async Task A_goodbye_that_the_specification_forbids_does_not_take_back_the_will()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var witness = await broker.ConnectAsync("witness");
        await witness.SubscribeAsync("will", 0);
        using var client = await broker.ConnectAsync("id", MqttProtocolVersion.V311, Will);
        await client.SendAsync(Bytes("E0 02 00 00"));

        Assert.Equal("gone", await witness.PayloadAsync());

        static void Will(MqttConnectPacket connect) =>
            (connect.WillFlag, connect.WillTopic, connect.WillMessage) = (true, "will", "gone"u8.ToArray());
    }

    static byte[] Bytes(string packet) => Convert.FromHexString(packet.Replace(" ", "", StringComparison.Ordinal));
}
