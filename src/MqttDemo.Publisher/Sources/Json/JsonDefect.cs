using System.Buffers;
using System.Text;
using System.Text.Json;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Sources.Json;

/// <summary>What is wrong with a record, as the end of a sentence.</summary>
static class JsonDefect
{
    public static MqttDemoException Of(string defect) => new(FailureKind.Denied, defect);

    /// <summary>A value of another type than its key requires.</summary>
    public static MqttDemoException Of(in Utf8JsonReader reader, string key, string expected) =>
        Of($"'{key}' must be {expected}, not {Shown(reader)}");

    /// <summary>
    /// Where the text stops being JSON; a record can have several lines when it does not end in a line end.
    /// </summary>
    public static string Of(JsonException e) => e.LineNumber is > 0 and { } line
        ? $"it is not valid JSON, as its line {line + 1} shows at byte {e.BytePositionInLine + 1}"
        : $"it is not valid JSON at byte {e.BytePositionInLine + 1}";

    static string Shown(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"'{TerminalText.Shorten(Text(reader))}'",
        _ => TerminalText.Shorten(Text(reader)),
    };

    static string Text(in Utf8JsonReader reader) =>
        Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
}
