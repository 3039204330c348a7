using System.Text.Json;

namespace MqttDemo.CommandLine.Formats.Json;

/// <summary>Values in pieces: as a whole the writer takes no more than 125 MB, and a message may be larger.</summary>
static class JsonValues
{
    const int PieceLength = 1024 * 1024;

    /// <summary>A string of valid UTF-8.</summary>
    public static void WriteText(this Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        while (text.Length > PieceLength)
        {
            json.WriteStringValueSegment(text[..PieceLength], isFinalSegment: false);
            text = text[PieceLength..];
        }

        json.WriteStringValueSegment(text, isFinalSegment: true);
    }

    public static void WriteBase64(this Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > PieceLength)
        {
            json.WriteBase64StringSegment(bytes[..PieceLength], isFinalSegment: false);
            bytes = bytes[PieceLength..];
        }

        json.WriteBase64StringSegment(bytes, isFinalSegment: true);
    }
}
