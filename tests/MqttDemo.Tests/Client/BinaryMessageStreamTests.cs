using System.Buffers.Binary;
using System.Net.WebSockets;
using CsCheck;
using MqttDemo.Client.Transport;
using MqttDemo.Tests.Infra;
using MQTTnet.Exceptions;

namespace MqttDemo.Tests.Client;

public sealed class BinaryMessageStreamTests
{
    [Fact]
    public void Messages_come_out_as_they_went_in_however_they_are_framed_and_cut() =>
        Gen.Select(Gen.Byte.Array[0, 300].Array[0, 12], Gen.Int[1, 400], Gen.Int[1, 500]).Sample(
            (messages, chunk, room) =>
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

        Assert.Equal(3, stream.Read(buffer));
        Assert.Equal([1, 2, 3], buffer[..3]);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("close")]
    public async Task What_is_under_way_when_the_connection_is_disposed_was_not_cancelled(string what)
    {
        var network = new SilentStream([]);
        var stream = Open(network);
        var writing = what == "write"
            ? stream.WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken).AsTask()
            : stream.CloseOutputAsync();
        await network.Writing.WaitAsync(App.Patience, TestContext.Current.CancellationToken);

        await stream.DisposeAsync();

        await Assert.ThrowsAsync<IOException>(
            () => writing.WaitAsync(App.Patience, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(new byte[] { 0x82, 5, 9, 8 }, 4)]
    [InlineData(new byte[] { 0x82, 5 }, 2)]
    [InlineData(new byte[] { 0x82 }, 2)]
    [InlineData(new byte[] { 0x89, 5 }, 2)]
    public async Task A_frame_that_is_not_whole_does_not_hold_up_what_came_before_its_end(byte[] begun, int count)
    {
        var network = new ChunkedStream([.. Frame([1, 2]), .. begun], 8);
        await using var stream = Open(network);

        Assert.Equal(count, stream.Read(new byte[10]));
        Assert.Equal(0, stream.Read(new byte[10]));
    }

    [Fact]
    public async Task What_is_no_frame_does_not_hold_up_what_came_before_it()
    {
        await using var stream = Open(new MemoryStream([.. Frame([1, 2]), 0xC2, 1, 7]));

        Assert.Equal(2, stream.Read(new byte[10]));
        Assert.Throws<MqttProtocolViolationException>(() => stream.Read(new byte[10]));
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_server_of_dotnet_understands_what_is_written() =>
        await Gen.Int[0, 200_000].Array[1, 5].SampleAsync(async lengths =>
    {
        var network = new MemoryStream();
        await using var stream = new BinaryMessageStream(new ReadAheadStream(network));
        var written = lengths.SelectMany(length => Enumerable.Range(0, length).Select(i => (byte)(i * 31))).ToArray();
        var rest = written.AsMemory();
        foreach (var length in lengths)
        {
            await stream.WriteAsync(rest[..length]);
            rest = rest[length..];
        }

        await stream.CloseOutputAsync();
        await stream.CloseOutputAsync();
        network.Position = 0;
        using var server = WebSocket.CreateFromStream(network, new WebSocketCreationOptions { IsServer = true });
        return (await ReadAsync(server)).AsSpan().SequenceEqual(written)
            && server.CloseStatus == WebSocketCloseStatus.NormalClosure;
    }, iter: 200);

    [Fact]
    public async Task A_ping_is_answered_with_what_it_says_and_nothing_follows_a_close()
    {
        var network = new Conversation([0x89, 3, 1, 2, 3, .. Frame([7]), 0x88, 2, 0x03, 0xE9, .. Frame([8])]);
        await using var stream = Open(network);

        Assert.Equal([7], Read(stream, 100));
        await Assert.ThrowsAsync<IOException>(
            () => stream.WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken).AsTask());

        Assert.Equal("8A 01-02-03, 88 03-E9", string.Join(", ", Unmasked(network.Written)));
    }

    [Fact]
    public async Task A_part_of_a_long_message_is_a_sign_of_life_before_its_end()
    {
        byte[] begun = [.. Frame(new byte[200_000])[..50_000]];
        await using var stream = Open(new ChunkedStream(begun, 50_000));

        Assert.InRange(stream.Read(new byte[150_000]), 1, 50_000);
    }

    [Fact]
    public void A_long_message_comes_out_whole()
    {
        var payload = new byte[300_000];
        new Random(1).NextBytes(payload);
        using var stream = Open(new ChunkedStream([.. Frame(payload), .. Frame([7])], 10_000));

        Assert.Equal([.. payload, 7], Read(stream, 100_000));
    }

    static BinaryMessageStream Open(Stream network) => new(new ReadAheadStream(network));

    static async Task<byte[]> ReadAsync(WebSocket server)
    {
        var all = new MemoryStream();
        var block = new byte[10_000];
        while (
            await server.ReceiveAsync(block.AsMemory(), CancellationToken.None) is
            {
                MessageType: WebSocketMessageType.Binary,
                Count: var count,
            })
        {
            all.Write(block, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>Short frames of a client: the first byte of each, and its payload.</summary>
    static IEnumerable<string> Unmasked(byte[] frames)
    {
        for (var rest = frames; rest.Length > 0; rest = rest[(6 + (rest[1] & 0x7F))..])
        {
            var key = rest[2..6];
            yield return $"{rest[0]:X2} "
                + BitConverter.ToString(
                    [.. rest[6..(6 + (rest[1] & 0x7F))].Select((value, i) => (byte)(value ^ key[i % 4]))]);
        }
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

        int Next() => stream.Read(buffer);
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

    /// <summary>Gives what the other side says, and remembers what is said to it.</summary>
    sealed class Conversation(byte[] said) : MemoryStream(said)
    {
        readonly MemoryStream written = new();

        public byte[] Written => written.ToArray();

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default) => written.WriteAsync(buffer, cancellationToken);
    }
}
