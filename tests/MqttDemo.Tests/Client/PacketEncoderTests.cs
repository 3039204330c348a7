using MqttDemo.Client.Wire;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

public sealed class PacketEncoderTests
{
    [Theory]
    [InlineData(0, null, "e00700051100000000")]
    [InlineData(4, null, "e00704051100000000")]
    [InlineData(0, "bye", "e00d000b1f00036279651100000000")]
    public void A_DISCONNECT_that_ends_the_session_says_so_whatever_else_it_says(
        int reason, string? reasonString, string expected) =>
        Assert.Equal(
            expected, Encode(
                new MqttDisconnectPacket { ReasonCode = (MqttDisconnectReasonCode)reason, ReasonString = reasonString },
                connectExpiry: 300));

    [Fact]
    public void A_session_that_ends_with_its_connection_need_not_be_ended() =>
        Assert.Equal("e0020000", Encode(new MqttDisconnectPacket(), connectExpiry: 0));

    [Fact]
    public void A_DISCONNECT_that_is_too_long_is_not_written_and_without_its_text_still_ends_the_session()
    {
        var packet = new MqttDisconnectPacket { ReasonString = "bye" };
        var output = new PacketBuffer();
        var encoder = Connected(output, connectExpiry: 300);

        Assert.Equal((15, 0), (encoder.Encode(packet, output, maximumPacketSize: 14), output.Length));
        packet.ReasonString = null;
        encoder.Encode(packet, output, maximumPacketSize: 14);

        Assert.Equal("e00700051100000000", Convert.ToHexStringLower(output.Part(0).Span));
    }

    static string Encode(MqttDisconnectPacket packet, uint connectExpiry)
    {
        var output = new PacketBuffer();
        Connected(output, connectExpiry).Encode(packet, output, uint.MaxValue);
        return Convert.ToHexStringLower(output.Part(0).Span);
    }

    /// <summary>An encoder that has written a CONNECT.</summary>
    static PacketEncoder Connected(PacketBuffer output, uint connectExpiry)
    {
        var encoder = new PacketEncoder(
            new MqttPacketFormatterAdapter(MqttProtocolVersion.V500, new MqttBufferWriter(4096, 65535)), trace: null);
        encoder.Encode(
            new MqttConnectPacket { ClientId = "i", SessionExpiryInterval = connectExpiry }, output, uint.MaxValue);
        output.Clear();
        return encoder;
    }
}
