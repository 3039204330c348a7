using System.Buffers;
using System.Text;
using System.Text.Json;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Formats.Templates;
using MqttDemo.CommandLine.Streams;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.CommandLine;

public sealed class FormatTests
{
    static readonly byte[] Binary = [0x00, 0xFF, 0x1B];

    public static TheoryData<string, bool, byte[], string> Expected => new()
    {
        { "Sentence", false, "hi"u8.ToArray(), "Received message: hi, topic: a/b\n" },
        { "Sentence", true, "\u001b[2J"u8.ToArray(), "Received message: \\x1b[2J, topic: a/b\n" },
        { "Payload", false, "hi"u8.ToArray(), "hi\n" },
        { "Payload", false, [], "\n" },
        { "Payload", true, "\r"u8.ToArray(), "\\r\n" },
        { "Verbose", false, "hi"u8.ToArray(), "a/b hi\n" },
        { "Verbose", false, [], "a/b (null)\n" },
        { "Raw", true, "\u001bhi"u8.ToArray(), "\u001bhi" },
        { "Hex", false, Binary, "00ff1b\n" },
        { "Base64", false, Binary, "AP8b\n" },
        { "Base64", true, "hello"u8.ToArray(), "aGVsbG8=\n" },
        { "Base64", false, [], "\n" },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void A_message_is_written_as_the_format_says(
        string format, bool isForTerminal, byte[] payload, string expected) =>
        Assert.Equal(
            expected, Encoding.UTF8.GetString(Write(Enum.Parse<OutputFormat>(format), isForTerminal, payload)));

    [Fact]
    public void In_a_pipe_the_payloads_bytes_are_untouched() =>
        Assert.Equal([.. Binary, (byte)'\n'], Write(OutputFormat.Payload, false, Binary));

    [Theory]
    [Trait("Length", "long")]
    [InlineData((byte)'x', "\"payload\":\"xxx")]
    [InlineData((byte)0xFF, "\"payloadBase64\":\"////")]
    public void JSON_takes_a_message_as_long_as_MQTT_has_them(byte value, string beginning)
    {
        var payload = new byte[200_000_000];
        Array.Fill(payload, value);

        var json = Write(OutputFormat.Json, false, payload);

        Assert.Contains(beginning, Encoding.UTF8.GetString(json, 0, 300), StringComparison.Ordinal);
        Assert.InRange(json.Length, payload.Length, 300_000_000);
        Assert.EndsWith("\"}\n", Encoding.UTF8.GetString(json, json.Length - 10, 10), StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_has_mosquittos_keys_in_its_order()
    {
        var json = Encoding.UTF8.GetString(Write(OutputFormat.Json, false, "a\"b\n☃"u8.ToArray()));

        Assert.Matches(
            """^\{"tst":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d{4}","topic":"a/b","qos":1,"retain":false,"payloadlen":7,"mid":5,"payload":"a\\"b\\n☃"\}\n$""",
            json);
    }

    [Theory]
    [InlineData("-v", "a/b {\n    \"x\":\t1\\r\n  }\n\n")]
    [InlineData("%p", "{\n    \"x\":\t1\\r\n  }\n\n")]
    [InlineData("%t %p", "a/b {\n    \"x\":\t1\\r\n  }\n\n")]
    [InlineData("%p|", "{\n  \"x\":\t1\\r\n}\n|\n")]
    [InlineData("sentence", "Received message: {\n  \"x\":\t1\\r\n}\n, topic: a/b\n")]
    public void In_a_terminal_the_lines_of_a_payload_are_lines_and_none_looks_like_another_message(
        string format, string shown)
    {
        var settings = format switch
        {
            "-v" => new OutputSettings(OutputFormat.Verbose, EndsLines: true, File: null),
            "sentence" => new OutputSettings(OutputFormat.Sentence, EndsLines: true, File: null),
            _ => new OutputSettings(
                OutputFormat.Template, EndsLines: true, File: null, Template: Template.Parse(format)),
        };

        Assert.Equal(
            shown, Encoding.UTF8.GetString(Write(settings, isForTerminal: true, "{\n  \"x\":\t1\r\n}\n"u8.ToArray())));
    }

    [Fact]
    public void The_lines_of_a_payload_that_ends_a_format_are_indented()
    {
        var output = new ArrayBufferWriter<byte>();
        output.WritePayload("a\nb\n"u8, OutputKind.Terminal, endsFormat: true);
        Assert.Equal("a\n  b\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void JSON_in_a_terminal_can_be_read_and_cannot_drive_it() => Assert.EndsWith(
        """
        "payload":"a\"+é☃🦊\u001b[2J\u202e\udb40\udc01"}

        """,
        Encoding.UTF8.GetString(
            Write(OutputFormat.Json, isForTerminal: true, Encoding.UTF8.GetBytes("a\"+é☃🦊\u001b[2J\u202e\U000E0001"))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void JSON_keeps_the_characters_whole_where_a_long_payload_is_taken_in_pieces(bool isForTerminal)
    {
        // One byte off, so that every piece ends in the middle of a character.
        var text = "x" + string.Concat(Enumerable.Repeat("☃🦊", 600_000)) + "\"";

        var root =
            JsonDocument.Parse(Write(OutputFormat.Json, isForTerminal, Encoding.UTF8.GetBytes(text))).RootElement;

        Assert.Equal(text, root.GetProperty("payload").GetString());
    }

    [Fact]
    public void Indented_JSON_is_JSON_over_several_lines()
    {
        var packet = new MqttPublishPacket { Topic = "a", PayloadSegment = "x"u8.ToArray() };
        var output = new ArrayBufferWriter<byte>();
        MessageFormat.Create(
            new(OutputFormat.Json, EndsLines: true, File: null, IsIndented: true), OutputKind.Stream,
            new Messages("subscriber", TextWriter.Null), TimeProvider.System)
            .Write(new ReceivedMessage(packet, 1), output);

        Assert.EndsWith(
            ",\n  \"topic\": \"a\",\n  \"qos\": 0,\n  \"retain\": false,\n  \"payloadlen\": 1,\n  \"payload\": "
            + "\"x\"\n}\n",
            Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void JSON_is_valid_for_any_payload(bool isForTerminal)
    {
        var root = JsonDocument.Parse(Write(OutputFormat.Json, isForTerminal, Binary)).RootElement;

        Assert.Equal(Binary, root.GetProperty("payloadBase64").GetBytesFromBase64());
        Assert.False(root.TryGetProperty("payload", out _));
    }

    static byte[] Write(OutputFormat format, bool isForTerminal, byte[] payload) =>
        Write(new OutputSettings(format, EndsLines: true, File: null), isForTerminal, payload);

    static byte[] Write(OutputSettings settings, bool isForTerminal, byte[] payload)
    {
        var packet = new MqttPublishPacket
        {
            Topic = "a/b",
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            PacketIdentifier = 5,
        };
        var output = new ArrayBufferWriter<byte>();
        var kind = isForTerminal ? OutputKind.Terminal : OutputKind.Stream;
        MessageFormat.Create(settings, kind, new Messages("subscriber", TextWriter.Null), TimeProvider.System)
            .Write(new ReceivedMessage(packet, 1), output);
        return output.WrittenSpan.ToArray();
    }
}
