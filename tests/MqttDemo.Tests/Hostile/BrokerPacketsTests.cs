using MqttDemo.Tests.Client;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Hostile;

/// <summary>
/// What the specification forbids a broker, kind by kind: refused with the reason code that it gives.
/// </summary>
public sealed class BrokerPacketsTests
{
    const MqttDisconnectReasonCode Malformed = MqttDisconnectReasonCode.MalformedPacket;
    const MqttDisconnectReasonCode ProtocolError = MqttDisconnectReasonCode.ProtocolError;

    /// <summary>Whole packets in hexadecimal digits; blanks stand between their fields.</summary>
    public static TheoryData<string, MqttDisconnectReasonCode, string> Packets => new()
    {
        { "D0 01 00", Malformed, "a PINGRESP with a body" },
        { "40 02 0000", ProtocolError, "a PUBACK with the packet identifier 0" },
        { "50 02 0000", ProtocolError, "a PUBREC with the packet identifier 0" },
        { "62 02 0000", ProtocolError, "a PUBREL with the packet identifier 0" },
        { "70 02 0000", ProtocolError, "a PUBCOMP with the packet identifier 0" },
        { "90 04 0000 00 00", ProtocolError, "a SUBACK with the packet identifier 0" },
        { "B0 04 0000 00 00", ProtocolError, "an UNSUBACK with the packet identifier 0" },
        { "40 03 0001 01", Malformed, "a PUBACK with a code that it cannot have" },
        { "50 03 0001 92", Malformed, "a PUBREC with a code that it cannot have" },
        { "62 03 0001 80", Malformed, "a PUBREL with a code that it cannot have" },
        { "70 03 0001 91", Malformed, "a PUBCOMP with a code that it cannot have" },
        { "90 04 0001 00 03", Malformed, "a SUBACK with a code that it cannot have" },
        { "B0 04 0001 00 01", Malformed, "an UNSUBACK with a code that it cannot have" },
        { "38 04 0001 74 00", ProtocolError, "a PUBLISH of QoS 0 with DUP" },
        { "30 06 0003 61002F 00", Malformed, "a PUBLISH whose topic contains NUL" },
        { "30 06 0003 612F2B 00", Malformed, "a PUBLISH whose topic has wildcards" },
        { "30 04 0001 23 00", Malformed, "a PUBLISH whose topic has wildcards" },
        { "30 06 0003 EDA080 00", Malformed, "a PUBLISH whose topic is not UTF-8" },
        { "30 05 0002 C080 00", Malformed, "a PUBLISH whose topic is not UTF-8" },
        { "30 08 0001 74 04 0100 0100", ProtocolError, "the property 0x01 twice" },
        { "30 0E 0001 74 0A 0200000001 0200000001", ProtocolError, "the property 0x02 twice" },
        { "30 06 0001 74 02 0102", ProtocolError, "a value that the property 0x01 cannot have" },
        { "30 06 0001 74 02 0B00", ProtocolError, "a value that the property 0x0B cannot have" },
        { "30 07 0001 74 03 230000", MqttDisconnectReasonCode.TopicAliasInvalid, "the topic alias 0" },
        { "30 08 0001 74 04 08000123", ProtocolError, "a response topic that has wildcards" },
        { "30 07 0001 74 03 080000", ProtocolError, "a response topic that is empty" },
        { "30 08 0001 74 04 03000100", Malformed, "whose text contains NUL" },
        { "30 0B 0001 74 07 260001FF000161", Malformed, "whose text is not UTF-8" },
        { "30 07 0001 74 03 210001", Malformed, "the property 0x21, which it cannot have" },
        { "30 06 0001 74 02 7F00", Malformed, "the property 0x7F, which it cannot have" },
        { "30 06 0001 74 09 0100", Malformed, "properties that are longer than their length" },
        { "40 0C 0001 00 08 1F000161 1F000162", ProtocolError, "the property 0x1F twice" },
        { "90 07 0001 03 120000 00", Malformed, "the property 0x12, which it cannot have" },
        { "E0 07 00 05 1100000001", Malformed, "the property 0x11, which it cannot have" },
        { "E0 08 8B 06 1F0003EDA080", Malformed, "whose text is not UTF-8" },
    };

    public static TheoryData<string, MqttDisconnectReasonCode, string> ConnAcks => new()
    {
        { "20 03 02 00 00", Malformed, "a CONNACK with the reserved flags 0x02" },
        { "20 03 81 00 00", Malformed, "a CONNACK with the reserved flags 0x81" },
        { "20 05 00 00 00 7A7A", Malformed, "a CONNACK that is too long by 2" },
        { "20 07 00 00 02 2501 7A7A", Malformed, "a CONNACK that is too long by 2" },
        { "20 03 01 00 00", ProtocolError, "Session Present after a clean start" },
        { "20 06 00 00 03 210000", ProtocolError, "a value that the property 0x21 cannot have" },
        { "20 08 00 00 05 2700000000", ProtocolError, "a value that the property 0x27 cannot have" },
        { "20 05 00 00 02 2402", ProtocolError, "a value that the property 0x24 cannot have" },
        { "20 05 00 00 02 2502", ProtocolError, "a value that the property 0x25 cannot have" },
        { "20 05 00 00 02 2A05", ProtocolError, "a value that the property 0x2A cannot have" },
        { "20 07 00 00 04 2501 2501", ProtocolError, "the property 0x25 twice" },
        { "20 07 00 00 04 12000100", Malformed, "whose text contains NUL" },
        { "20 05 00 00 02 0101", Malformed, "the property 0x01, which it cannot have" },
    };

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task A_packet_that_the_specification_forbids_ends_the_connection_with_its_reason(
        string packet, MqttDisconnectReasonCode code, string words)
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await connection.SendAsync(Bytes(packet));

        Assert.Equal(code, (await connection.ReceiveAsync<MqttDisconnectPacket>()).ReasonCode);
        await (await harness.Broker.AcceptAsync()).HandshakeAsync();
        Assert.Contains(words, harness.Observer.Losses.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ConnAcks))]
    public async Task A_CONNACK_that_the_specification_forbids_is_reported_and_answered_with_its_reason(
        string packet, MqttDisconnectReasonCode code, string words)
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(["-b", broker.Address, "-V", "5", "-m", "hello"]);
        var connection = await broker.AcceptAsync();
        await connection.ReceiveAsync<MqttConnectPacket>();
        await connection.SendAsync(Bytes(packet));

        Assert.Equal(code, (await connection.ReceiveAsync<MqttDisconnectPacket>()).ReasonCode);
        connection.Close();
        (await publishing).ShouldFail(ExitCode.Unreachable, "broke the protocol", words);
    }

    [Fact]
    public async Task Before_MQTT_5_a_CONNACK_has_two_bytes()
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(["-b", broker.Address, "-V", "311", "-m", "hello"]);
        var connection = await broker.AcceptAsync();
        await connection.ReceiveAsync<MqttConnectPacket>();
        await connection.SendAsync(Bytes("20 03 00 00 00"));

        (await publishing).ShouldFail(ExitCode.Unreachable, "broke the protocol", "a CONNACK that is too long by 1");
    }

    static byte[] Bytes(string packet) => Convert.FromHexString(packet.Replace(" ", "", StringComparison.Ordinal));
}
