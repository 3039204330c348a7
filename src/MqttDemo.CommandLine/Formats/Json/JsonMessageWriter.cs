using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Formats.Json;

#pragma warning disable CA1001 // The writer writes to memory: there is nothing in it to be given back.
/// <summary>
/// A message as JSON, with mosquitto's keys in its order, and always valid: a payload that is not UTF-8 goes into
/// payloadBase64.
/// </summary>
sealed class JsonMessageWriter(OutputKind kind, bool isIndented)
{
    // Used again for every message.
    readonly Utf8JsonWriter json = new(Stream.Null, new()
    {
        Encoder = kind == OutputKind.Terminal ? TerminalEscaping.Instance : LeastEscaping.Instance,
        Indented = isIndented,
        NewLine = "\n",
        MaxDepth = EmbeddedJson.MaximumDepth + 2,
        SkipValidation = true,
    });

    /// <summary>With the payload as a text, or null when it is empty (%j).</summary>
    public void Write(in ReceivedMessage message, DateTimeOffset receivedAt, IBufferWriter<byte> output)
    {
        Begin(message, receivedAt, output);
        if (message.Payload.IsEmpty)
        {
            json.WriteNull("payload"u8);
        }
        else
        {
            WritePayload(message.Payload.Span);
        }

        End();
    }

    /// <summary>
    /// With the payload as the JSON that it is, null when it is empty (%J); false, and nothing is written, when it is
    /// no JSON.
    /// </summary>
    public bool TryWriteEmbedding(in ReceivedMessage message, DateTimeOffset receivedAt, IBufferWriter<byte> output)
    {
        var payload = message.Payload.Span;
        if (payload.Length > 0 && !EmbeddedJson.IsValid(payload))
        {
            return false;
        }

        Begin(message, receivedAt, output);
        json.WritePropertyName("payload"u8);
        if (payload.IsEmpty)
        {
            json.WriteNullValue();
        }
        else
        {
            EmbeddedJson.Copy(payload, json);
        }

        End();
        return true;
    }

    void Begin(in ReceivedMessage message, DateTimeOffset receivedAt, IBufferWriter<byte> output)
    {
        json.Reset(output);
        json.WriteStartObject();
        WriteTimestamp(receivedAt);
        json.WriteString("topic"u8, message.Topic);
        json.WriteNumber("qos"u8, (int)message.QualityOfService);
        json.WriteBoolean("retain"u8, message.Retain);
        json.WriteNumber("payloadlen"u8, message.Payload.Length);
        if (message.QualityOfService != QualityOfService.AtMostOnce)
        {
            json.WriteNumber("mid"u8, message.PacketIdentifier);
        }

        JsonProperties.Write(message, json);
    }

    void End()
    {
        json.WriteEndObject();
        json.Flush();
    }

    void WritePayload(ReadOnlySpan<byte> payload)
    {
        if (Utf8.IsValid(payload))
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

    /// <summary>Local time as mosquitto writes it: no colon in the zone.</summary>
    void WriteTimestamp(DateTimeOffset receivedAt)
    {
        Span<byte> text = stackalloc byte[40];
        Utf8.TryWrite(
            text, CultureInfo.InvariantCulture,
            $"{receivedAt:yyyy-MM-dd'T'HH':'mm':'ss.ffffffzz}{Math.Abs(receivedAt.Offset.Minutes):00}", out var length);
        json.WriteString("tst"u8, text[..length]);
    }
}
