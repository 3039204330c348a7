using CsCheck;
using MqttDemo.Config;

namespace MqttDemo.Tests.Config;

public sealed class ByteTextTests
{
    [Fact]
    public void Any_bytes_come_back_as_they_were() =>
        Gen.Byte.Array[0, 40].Sample(
            bytes => ByteText.Encode(ByteText.Decode(bytes)).AsSpan().SequenceEqual(bytes), iter: 20_000);

    [Theory]
    [InlineData("plain ü 🦊")]
    [InlineData("")]
    public void Text_is_UTF_8_and_has_no_defect(string text)
    {
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(text), ByteText.Encode(text));
        Assert.Null(ByteText.Defect(text));
    }

    [Fact]
    public void A_place_is_counted_in_characters() =>
        Assert.Equal(
            "line 2, column 4: the byte 0xFF is not UTF-8",
            ByteText.DefectOfLines(ByteText.Decode([.. "one\n🦊ü "u8, 0xFF, 0xFE])));
}
