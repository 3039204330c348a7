using System.Text.Json;
using System.Text.Unicode;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Formats.Json;

/// <summary>
/// A payload that is JSON, written again without the blanks in it. Numbers stay digit for digit as they are: an
/// identifier of 20 digits is not rounded.
/// </summary>
static class EmbeddedJson
{
    /// <summary>As deep as mosquitto_sub goes.</summary>
    public const int MaximumDepth = 1000;

    static readonly JsonReaderOptions Strict = new() { MaxDepth = MaximumDepth };

    public static bool IsValid(ReadOnlySpan<byte> payload)
    {
        if (!Utf8.IsValid(payload))
        {
            return false;
        }

        var reader = new Utf8JsonReader(payload[ByteOrderMark.LengthIn(payload)..], Strict);
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    // An unpaired surrogate is not valid text.
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>To be called with what is valid.</summary>
    public static void Copy(ReadOnlySpan<byte> payload, Utf8JsonWriter json)
    {
        var reader = new Utf8JsonReader(payload[ByteOrderMark.LengthIn(payload)..], Strict);
        while (reader.Read())
        {
            CopyToken(ref reader, json);
        }
    }

    static void CopyToken(ref Utf8JsonReader reader, Utf8JsonWriter json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                json.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                json.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                json.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                json.WriteEndArray();
                break;
            case JsonTokenType.PropertyName when reader.ValueIsEscaped:
                json.WritePropertyName(reader.GetString()!);
                break;
            case JsonTokenType.PropertyName:
                json.WritePropertyName(reader.ValueSpan);
                break;
            case JsonTokenType.String when reader.ValueIsEscaped:
                json.WriteText(System.Text.Encoding.UTF8.GetBytes(reader.GetString()!));
                break;
            case JsonTokenType.String:
                json.WriteText(reader.ValueSpan);
                break;
            default:
                json.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }
}
