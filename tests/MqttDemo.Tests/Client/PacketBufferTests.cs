using System.Text;
using MqttDemo.Client.Wire;

namespace MqttDemo.Tests.Client;

/// <summary>Bytes that are copied and payloads that are referred to keep their order.</summary>
public sealed class PacketBufferTests
{
    readonly PacketBuffer buffer = new();

    [Fact]
    public void Its_parts_are_everything_in_the_order_in_which_it_was_given()
    {
        buffer.Refer("a"u8.ToArray());
        buffer.Copy("b"u8);
        buffer.Copy("c"u8);
        buffer.Refer("d"u8.ToArray());
        buffer.Refer("e"u8.ToArray());
        buffer.Copy("f"u8);

        Assert.Equal("abcdef", Content());
        Assert.Equal(6, buffer.Length);
    }

    [Fact]
    public void Cleared_it_is_as_new()
    {
        buffer.Copy("a"u8);
        buffer.Refer("b"u8.ToArray());

        buffer.Clear();
        buffer.Copy("c"u8);

        Assert.Equal("c", Content());
        Assert.Equal(1, buffer.Length);
    }

    [Fact]
    public void A_payload_that_is_referred_to_is_not_copied()
    {
        var payload = "before"u8.ToArray();
        buffer.Refer(payload);

        payload[0] = (byte)'B';

        Assert.Equal("Before", Content());
    }

    string Content() =>
        string.Concat(Enumerable.Range(0, buffer.PartCount).Select(i => Encoding.ASCII.GetString(buffer.Part(i).Span)));
}
