using System.Buffers;
using System.Text.Json;
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
    readonly Utf8JsonWriter json = JsonObject.Writer(kind, isIndented);

    /// <summary>With the payload as a text, or null when it is empty (%j).</summary>
    public void Write(in ReceivedMessage message, DateTimeOffset receivedAt, IBufferWriter<byte> output)
    {
        Begin(message, receivedAt, output);
        json.WritePayload(message.Payload.Span);
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
        json.WriteTimestamp(receivedAt);
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
}
