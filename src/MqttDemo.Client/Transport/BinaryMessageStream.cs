using System.Net.WebSockets;
using MQTTnet.Exceptions;

namespace MqttDemo.Client.Transport;

/// <summary>
/// MQTT in the binary messages of a WebSocket (MQTT 5, section 6): where those begin and end means nothing. .NET's own WebSocketStream takes a text for
/// data, and one message with each read, however many are here.
/// </summary>
sealed class BinaryMessageStream(WebSocket socket, FrameReader frames) : Stream
{
    /// <summary>Each is copied once, to be masked; with its header it fits into one of the pool's arrays of 64 KiB.</summary>
    const int LargestMessage = (64 * 1024) - 14;

    /// <summary>.NET waits until a frame has filled the room it is given, and every byte that comes is a sign of life.</summary>
    const int LargestPart = 16 * 1024;

    static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    /// <summary>Waits for a part of a message, and takes what has come with it.</summary>
    /// <exception cref="MqttProtocolViolationException">It is a text, or no WebSocket is spoken.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = 0;
            do
            {
                var part = await socket.ReceiveAsync(buffer.Slice(count, Room(buffer.Length - count)), cancellationToken);
                switch (part.MessageType)
                {
                    case WebSocketMessageType.Close:
                        await AnswerCloseAsync();
                        return EndOf();
                    case WebSocketMessageType.Text:
                        throw new MqttProtocolViolationException("a text message on a WebSocket, where MQTT has binary ones");
                }

                count += part.Count;
            }
            while (count == 0 || (count < buffer.Length && frames.Has(Room(buffer.Length - count))));
            return count;
        }
        catch (WebSocketException e) when (e is { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely, InnerException: null })
        {
            // Closed without a word, as TCP is.
            return 0;
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode == WebSocketError.Faulted && e.InnerException is null)
        {
            throw new MqttProtocolViolationException($"no frame of a WebSocket: {e.Message.TrimEnd('.')}");
        }
        catch (WebSocketException e)
        {
            throw new IOException((e.InnerException ?? e).Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Closed(e);
        }
    }

    /// <summary>In one message, unless it is very long.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            for (var rest = buffer; rest.Length > 0; rest = rest[Math.Min(rest.Length, LargestMessage)..])
            {
                await socket.SendAsync(
                    rest[..Math.Min(rest.Length, LargestMessage)], WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, cancellationToken);
            }
        }
        catch (WebSocketException e)
        {
            throw new IOException((e.InnerException ?? e).Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Closed(e);
        }
    }

    /// <summary>Says that nothing more comes from here. The server then closes the connection (RFC 6455, section 7.1.1).</summary>
    public async Task CloseOutputAsync()
    {
        try
        {
            // Elsewhere, because it waits for the server if that has said the same before, and our streams wait on the thread that asks.
            await Task.Run(() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None));
        }
        catch (WebSocketException e)
        {
            throw new IOException(e.Message, e);
        }
        catch (OperationCanceledException e)
        {
            throw Closed(e);
        }
    }

    /// <summary>Its close is answered (RFC 6455, section 5.5.1), if that is soon done: it is over either way.</summary>
    async Task AnswerCloseAsync()
    {
        if (socket.State == WebSocketState.CloseReceived)
        {
            await Task.WhenAny(CloseOutputAsync(), Task.Delay(Courtesy));
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        socket.Dispose();
        frames.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A WebSocket that is closed while something is under way says that this was cancelled, which nobody has asked for.</summary>
    static ObjectDisposedException Closed(OperationCanceledException e) => new("the WebSocket was closed", e);

    static int Room(int length) => Math.Min(length, LargestPart);

    /// <summary>The end of the stream, unless the server says that something was wrong (RFC 6455, section 7.4.1).</summary>
    int EndOf() => socket.CloseStatus is null or WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable or WebSocketCloseStatus.Empty
        ? 0
        : throw new IOException($"the broker closed the WebSocket: {(int)socket.CloseStatus} {HttpHead.Printable(socket.CloseStatusDescription ?? "")}".TrimEnd());

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
