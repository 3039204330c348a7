using System.Buffers.Binary;
using MQTTnet.Exceptions;

namespace MqttDemo.Client.Transport;

/// <summary>What a frame of a WebSocket is (RFC 6455, section 5.2).</summary>
enum FrameKind : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>The header of a frame from the server (RFC 6455, section 5.2).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bits">Its first two bytes, in which the flags are.</param>
/// <param name="HeaderLength">Its own length, without the key of a mask: a server has none.</param>
/// <param name="PayloadLength">How much follows.</param>
readonly record struct FrameHeader(FrameKind Kind, int Bits, int HeaderLength, long PayloadLength)
{
    const int LongestControlPayload = 125;

    public bool IsLast => (Bits & 0x8000) != 0;

    public bool IsControl => Kind >= FrameKind.Close;

    /// <summary>False while it is not all here.</summary>
    public static bool TryRead(ReadOnlySpan<byte> here, out FrameHeader header)
    {
        header = default;
        var sizeBytes = here.Length < 2 ? 0 : (here[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 };
        if (here.Length < 2 + sizeBytes)
        {
            return false;
        }

        var payload = sizeBytes switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(here[2..]),
            8 => BinaryPrimitives.ReadInt64BigEndian(here[2..]),
            _ => here[1] & 0x7F,
        };
        header = new((FrameKind)(here[0] & 0x0F), BinaryPrimitives.ReadUInt16BigEndian(here), 2 + sizeBytes, payload);
        return true;
    }

    /// <exception cref="MqttProtocolViolationException">It is none, or not one that carries MQTT.</exception>
    public void Check(bool isWithinMessage)
    {
        if (Fault(isWithinMessage) is { } fault)
        {
            throw new MqttProtocolViolationException(fault);
        }
    }

    /// <summary>What is wrong with it, in words, where it comes within a message or not.</summary>
    public string? Fault(bool isWithinMessage) => Kind switch
    {
        _ when (Bits & 0x7000) != 0 => "not a WebSocket frame: a reserved bit is set",
        _ when (Bits & 0x80) != 0 => "not a WebSocket frame: a server masks nothing",
        _ when PayloadLength < 0 => "not a WebSocket frame: a length of more than 63 bits",
        _ when IsControl && (!IsLast || PayloadLength > LongestControlPayload) =>
            "not a WebSocket frame: a control frame that is too long, or not whole",
        FrameKind.Continuation => isWithinMessage ? null : "not a WebSocket frame: the continuation of nothing",
        FrameKind.Binary => isWithinMessage ? "not a WebSocket frame: a message within another" : null,
        FrameKind.Text => "a text message on a WebSocket, where MQTT has binary ones",
        FrameKind.Close or FrameKind.Ping or FrameKind.Pong => null,
        _ => $"not a WebSocket frame: one of kind {(int)Kind}",
    };
}
