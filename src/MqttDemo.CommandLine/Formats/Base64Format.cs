using System.Buffers;
using System.Buffers.Text;
using MqttDemo.Client.Session;

namespace MqttDemo.CommandLine.Formats;

/// <summary>The payload in Base64, on one line.</summary>
sealed class Base64Format : IMessageFormat
{
    /// <summary>A multiple of 3 bytes, so that no padding comes in the middle.</summary>
    const int PieceLength = 3 * 16 * 1024;

    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        var payload = message.Payload.Span;
        while (payload.Length > 0)
        {
            var piece = payload[..Math.Min(PieceLength, payload.Length)];
            Base64.EncodeToUtf8(
                piece, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(piece.Length)), out _, out var written);
            output.Advance(written);
            payload = payload[piece.Length..];
        }
    }
}
