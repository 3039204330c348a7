using System.Buffers;
using System.Text;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.Tests.CommandLine;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain naïve ☃ 🦊", "plain naïve ☃ 🦊")]
    [InlineData("\u001b[31mred", "\\x1b[31mred")]
    [InlineData("a\r\n\tb\0", "a\\r\\n\\tb\\x00")]
    [InlineData("\u202Eevil", "\\u{202e}evil")]
    [InlineData("\u009b1m", "\\x9b1m")]
    public void Nothing_can_drive_the_terminal(string text, string shown) =>
        Assert.Equal(shown, TerminalText.Escape(text));

    [Fact]
    public void Bytes_that_are_no_text_are_shown_as_such()
    {
        var output = new ArrayBufferWriter<byte>();
        TerminalText.Write([0x41, 0xFF, 0xC3, 0x28, 0xE2, 0x98], output);

        Assert.Equal("A\\xff\\xc3(\\xe2\\x98", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
