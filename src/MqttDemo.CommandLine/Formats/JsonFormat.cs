using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Formats;

#pragma warning disable CA1001 // The writer writes to memory: there is nothing in it to be given back.
/// <summary>One JSON object a line, with mosquitto's keys in its order, and always valid: a payload that is not UTF-8 goes into payloadBase64.</summary>
sealed class JsonFormat(bool endsLines, bool isForTerminal, TimeProvider time) : IMessageFormat
{
    const int PieceLength = 1024 * 1024;

    // Used again for every message.
    readonly Utf8JsonWriter json = new(Stream.Null, new()
    {
        // Outside a terminal text stays readable; in one only ASCII is safe.
        Encoder = isForTerminal ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        json.Reset(output);
        json.WriteStartObject();
        WriteTimestamp();
        json.WriteString("topic"u8, message.Topic);
        json.WriteNumber("qos"u8, (int)message.QualityOfService);
        json.WriteBoolean("retain"u8, message.Retain);
        json.WriteNumber("payloadlen"u8, message.Payload.Length);
        if (message.QualityOfService != QualityOfService.AtMostOnce)
        {
            json.WriteNumber("mid"u8, message.PacketIdentifier);
        }

        WritePayload(message.Payload.IsSingleSegment ? message.Payload.FirstSpan : message.Payload.ToArray());
        json.WriteEndObject();
        json.Flush();
        output.WriteLineEnd(endsLines);
    }

    void WritePayload(ReadOnlySpan<byte> payload)
    {
        var isText = Utf8.IsValid(payload);
        json.WritePropertyName(isText ? "payload"u8 : "payloadBase64"u8);
        do
        {
            // In pieces: as a whole the writer takes no more than 125 MB.
            var length = Math.Min(PieceLength, payload.Length);
            var isLast = length == payload.Length;
            if (isText)
            {
                json.WriteStringValueSegment(payload[..length], isLast);
            }
            else
            {
                json.WriteBase64StringSegment(payload[..length], isLast);
            }

            payload = payload[length..];
        }
        while (payload.Length > 0);
    }

    /// <summary>Local time as mosquitto writes it: no colon in the zone.</summary>
    void WriteTimestamp()
    {
        var now = time.GetLocalNow();
        var zone = now.Offset;
        Span<char> text = stackalloc char[40];
        text.TryWrite(
            CultureInfo.InvariantCulture,
            $"{now:yyyy-MM-dd'T'HH:mm:ss.ffffff}{(zone < TimeSpan.Zero ? '-' : '+')}{Math.Abs(zone.Hours):00}{Math.Abs(zone.Minutes):00}",
            out var length);
        json.WriteString("tst"u8, text[..length]);
    }
}
