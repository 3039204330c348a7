using System.Buffers.Binary;
using System.Text;
using MQTTnet.Exceptions;

namespace MqttDemo.Client.Transport;

/// <summary>
/// MQTT in the binary messages of a WebSocket (MQTT 5, section 6): where those begin and end means nothing.
/// </summary>
/// <param name="input">Where the frames of the server come from, its handshake taken.</param>
sealed class BinaryMessageStream(ReadAheadStream input) : SequentialStream
{
    static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    readonly FrameWriter output = new(input);

    /// <summary>How many bytes of the current frame's payload are still to be read.</summary>
    long left;

    /// <summary>More frames of the current message follow.</summary>
    bool isWithinMessage;

    /// <summary>
    /// Waits for a part of a message, and takes what has come with it. 0 when the server has closed, with or without a
    /// Close frame.
    /// </summary>
    /// <exception cref="MqttProtocolViolationException">It is a text message, or not a WebSocket.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (left == 0)
        {
            if (!NextFrame())
            {
                return 0;
            }
        }

        var taken = input.Read(buffer, offset, Part(count));
        left -= taken;
        while (taken > 0 && taken < count && (left > 0 || TryBeginFrame()) && input.Here.Length > 0)
        {
            var part = Math.Min(Part(count - taken), input.Here.Length);
            input.Here[..part].CopyTo(buffer.AsSpan(offset + taken));
            input.Take(part);
            taken += part;
            left -= part;
        }

        return taken;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.Length == 0 ? ValueTask.CompletedTask : output.WriteAsync(FrameKind.Binary, buffer, cancellationToken);

    /// <summary>
    /// Says that nothing more comes from here. The server then closes the connection (RFC 6455, section 7.1.1).
    /// </summary>
    public Task CloseOutputAsync() => CloseOutputAsync(CloseStatus.Normal);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        input.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>How much of this room the current frame can fill.</summary>
    int Part(int room) => (int)Math.Min(room, left);

    /// <summary>Waits for the next frame. False when there is none.</summary>
    bool NextFrame()
    {
        FrameHeader header;
        while (!FrameHeader.TryRead(input.Here, out header))
        {
            if (!input.Fill())
            {
                return false;
            }
        }

        header.Check(isWithinMessage);
        if (header.IsControl)
        {
            return Obey(header);
        }

        Begin(header);
        return true;
    }

    /// <summary>
    /// Begins the next frame if its header is here and it carries data; anything else is for the next read, after what
    /// came before it.
    /// </summary>
    bool TryBeginFrame()
    {
        if (!FrameHeader.TryRead(input.Here, out var header)
            || header.IsControl
            || header.Fault(isWithinMessage) is not null)
        {
            return false;
        }

        Begin(header);
        return left > 0;
    }

    void Begin(FrameHeader header)
    {
        input.Take(header.HeaderLength);
        left = header.PayloadLength;
        isWithinMessage = !header.IsLast;
    }

    /// <summary>Does what a control frame asks for. False when that is the end.</summary>
    bool Obey(FrameHeader header)
    {
        var length = header.HeaderLength + (int)header.PayloadLength;
        while (input.Here.Length < length)
        {
            if (!input.Fill())
            {
                return false;
            }
        }

        var payload = input.Here[header.HeaderLength..length].ToArray();
        input.Take(length);
        if (header.Kind == FrameKind.Close)
        {
            AnswerClose(payload);
            return EndOf(payload);
        }

        if (header.Kind == FrameKind.Ping)
        {
            // The one bridge from reading to writing. Another thread may just be writing, and its frame must end first:
            // so it is waited for here, and the reading stays where it is.
            MainThread.Wait(output.WriteAsync(FrameKind.Pong, payload, CancellationToken.None).AsTask());
        }

        return true;
    }

    /// <summary>A close is answered (RFC 6455, section 5.5.1), if that is soon done: it is over either way.</summary>
    void AnswerClose(byte[] payload)
    {
        var status = payload.Length < sizeof(ushort)
            ? CloseStatus.Normal
            : (CloseStatus)BinaryPrimitives.ReadUInt16BigEndian(payload);
        // Elsewhere: another write may be waiting for the server.
        MainThread.Wait(Task.Run(() => CloseOutputAsync(status)), Courtesy);
    }

    async Task CloseOutputAsync(CloseStatus status)
    {
        var payload = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        await output.WriteAsync(FrameKind.Close, payload, CancellationToken.None);
    }

    /// <summary>
    /// The end of the stream, unless the server says that something was wrong (RFC 6455, section 7.4.1).
    /// </summary>
    static bool EndOf(byte[] payload)
    {
        var status = payload.Length < sizeof(ushort)
            ? CloseStatus.Normal
            : (CloseStatus)BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (status is CloseStatus.Normal or CloseStatus.GoingAway)
        {
            return false;
        }

        var reason = HttpHead.Printable(Encoding.UTF8.GetString(payload.AsSpan(sizeof(ushort))));
        throw new IOException($"the broker closed the WebSocket: {(int)status} {reason}".TrimEnd());
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <summary>RFC 6455, section 7.4.1.</summary>
    enum CloseStatus : ushort
    {
        Normal = 1000,
        GoingAway = 1001,
    }
}
