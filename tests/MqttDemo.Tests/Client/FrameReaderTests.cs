using System.Buffers.Binary;
using System.Net.WebSockets;
using CsCheck;
using MqttDemo.Client.Transport;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Client;

public sealed class FrameReaderTests
{
    [Fact]
    public void Messages_come_out_as_they_went_in_however_they_are_framed_and_cut() =>
        Gen.Select(Gen.Byte.Array[0, 300].Array[0, 12], Gen.Int[1, 400], Gen.Int[1, 500]).Sample((messages, chunk, room) =>
        {
            using var stream = Open(new ChunkedStream([.. messages.SelectMany(message => Frame(message))], chunk));
            return Read(stream, room).AsSpan().SequenceEqual(messages.SelectMany(message => message).ToArray());
        }, iter: 2_000);

    [Fact]
    public async Task What_has_come_with_one_read_goes_on_in_one()
    {
        byte[] two = [.. Frame([1, 2]), .. Frame([3])];
        await using var stream = Open(new MemoryStream([.. two, 0x82]));
        var buffer = new byte[10];

        Assert.Equal(3, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
        Assert.Equal([1, 2, 3], buffer[..3]);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("close")]
    public async Task What_is_under_way_when_the_WebSocket_is_aborted_was_not_cancelled(string what)
    {
        var network = new SilentStream();
        var frames = new FrameReader(network);
        using var socket = WebSocket.CreateFromStream(frames, new WebSocketCreationOptions());
        await using var stream = new BinaryMessageStream(socket, frames);
        var writing = what == "write" ? stream.WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken).AsTask() : stream.CloseOutputAsync();
        await network.Writing.WaitAsync(App.Patience, TestContext.Current.CancellationToken);

        // As .NET does by itself a second after the server has said goodbye.
        socket.Abort();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.WaitAsync(App.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_frame_that_is_not_whole_does_not_hold_up_those_before_it()
    {
        var network = new ChunkedStream([.. Frame([1, 2]), 0x82, 5, 9, 8], 8);
        await using var stream = Open(network);

        Assert.Equal(2, await stream.ReadAsync(new byte[10], TestContext.Current.CancellationToken));
        Assert.Equal(0, await stream.ReadAsync(new byte[10], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_part_of_a_long_message_is_a_sign_of_life_before_its_end()
    {
        byte[] begun = [.. Frame(new byte[200_000])[..50_000]];
        await using var stream = Open(new ChunkedStream(begun, 50_000));

        Assert.InRange(await stream.ReadAsync(new byte[150_000], TestContext.Current.CancellationToken), 1, 50_000);
    }

    [Fact]
    public void A_long_message_comes_out_whole()
    {
        var payload = new byte[300_000];
        new Random(1).NextBytes(payload);
        using var stream = Open(new ChunkedStream([.. Frame(payload), .. Frame([7])], 10_000));

        Assert.Equal([.. payload, 7], Read(stream, 100_000));
    }

    static BinaryMessageStream Open(Stream network)
    {
        var frames = new FrameReader(network);
        frames.BeginFrames();
        return new BinaryMessageStream(WebSocket.CreateFromStream(frames, new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero }), frames);
    }

    static byte[] Read(BinaryMessageStream stream, int room)
    {
        var all = new MemoryStream();
        var buffer = new byte[room];
        for (var count = Next(); count > 0; count = Next())
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();

        int Next() => stream.ReadAsync(buffer).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>A binary message of a server: not masked (RFC 6455, section 5.1).</summary>
    static byte[] Frame(byte[] payload)
    {
        if (payload.Length < 126)
        {
            return [0x82, (byte)payload.Length, .. payload];
        }

        var length = new byte[payload.Length < 65536 ? 2 : 8];
        if (length.Length == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
        }

        return [0x82, length.Length == 2 ? (byte)126 : (byte)127, .. length, .. payload];
    }

    /// <summary>Neither gives nor takes anything until it is closed.</summary>
    sealed class SilentStream : MemoryStream
    {
        readonly TaskCompletionSource<int> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource writing = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Writing => writing.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => await closed.Task;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            writing.TrySetResult();
            await closed.Task;
        }

        protected override void Dispose(bool disposing)
        {
            closed.TrySetException(new IOException("closed"));
            base.Dispose(disposing);
        }
    }
}
