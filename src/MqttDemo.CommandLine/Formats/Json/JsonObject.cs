using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using MqttDemo.CommandLine.Clock;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats.Json;

/// <summary>What all objects have in common that the programs write.</summary>
public static class JsonObject
{
    /// <summary>To be used again for every object: <see cref="Utf8JsonWriter.Reset(IBufferWriter{byte})"/>.</summary>
    public static Utf8JsonWriter Writer(OutputKind kind, bool isIndented) => new(Stream.Null, new()
    {
        Encoder = kind == OutputKind.Terminal ? TerminalEscaping.Instance : LeastEscaping.Instance,
        Indented = isIndented,
        NewLine = "\n",
        MaxDepth = EmbeddedJson.MaximumDepth + 2,
        SkipValidation = true,
    });

    /// <summary>As text; in payloadBase64 when it is not UTF-8; null when it is empty.</summary>
    public static void WritePayload(this Utf8JsonWriter json, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            json.WriteNull("payload"u8);
        }
        else if (Utf8.IsValid(payload))
        {
            json.WritePropertyName("payload"u8);
            json.WriteText(payload);
        }
        else
        {
            json.WritePropertyName("payloadBase64"u8);
            json.WriteBase64(payload);
        }
    }

    /// <summary>Local time as mosquitto writes it.</summary>
    public static void WriteTimestamp(this Utf8JsonWriter json, DateTimeOffset receivedAt)
    {
        Span<byte> text = stackalloc byte[40];
        var length = TimeWithOffset.Write(receivedAt, "yyyy-MM-dd'T'HH':'mm':'ss.ffffffzz", text);
        json.WriteString("tst"u8, text[..length]);
    }
}
