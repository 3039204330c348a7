using System.Text.Json;

namespace MqttDemo.Publisher.Sources.Json;

/// <summary>Values of the type that their key requires.</summary>
static class JsonValues
{
    public static long WholeNumber(
        this in Utf8JsonReader reader, string key, long least, long most, string? expected = null) =>
        reader.TokenType == JsonTokenType.Number
            && reader.TryGetInt64(out var number)
            && number >= least
            && number <= most
            ? number
            : throw JsonDefect.Of(reader, key, expected ?? $"a whole number from {least} to {most}");

    /// <summary>True or false, which mosquitto_sub wrote as 1 and 0 for a long time.</summary>
    public static bool Flag(this in Utf8JsonReader reader, string key) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number when reader.TryGetInt64(out var number) && number is 0 or 1 => number == 1,
        _ => throw JsonDefect.Of(reader, key, "true or false"),
    };
}
