using System.Net.Sockets;

namespace MqttDemo.TestKit.Faults;

/// <summary>Listens at a path and passes everything on to a broker, towards the broker as the test says.</summary>
sealed class PathRelay : IAsyncDisposable
{
    /// <summary>The most that is read at once.</summary>
    public const int BlockSize = 16 * 1024;

    readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly CancellationTokenSource stop = new();
    readonly List<Task> relaying = [];
    readonly Task accepting;

    public PathRelay(string path, int port, Func<ReadOnlyMemory<byte>, Stream, CancellationToken, Task> pass)
    {
        Path = path;
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        accepting = AcceptAsync(port, pass);
    }

    public string Path { get; }

    /// <summary>How many there have been.</summary>
    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(relaying);
        stop.Dispose();
    }

    async Task AcceptAsync(int port, Func<ReadOnlyMemory<byte>, Stream, CancellationToken, Task> pass)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(stop.Token);
                Connections++;
                relaying.Add(RelayAsync(client, port, pass));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task RelayAsync(Socket client, int port, Func<ReadOnlyMemory<byte>, Stream, CancellationToken, Task> pass)
    {
        try
        {
            await using var near = new NetworkStream(client, ownsSocket: true);
            using var broker = new TcpClient("127.0.0.1", port);
            var far = broker.GetStream();
            await Task.WhenAny(PassAsync(near, far, pass), far.CopyToAsync(near, stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // One side has gone away, or the test is over.
        }
    }

    async Task PassAsync(Stream near, Stream far, Func<ReadOnlyMemory<byte>, Stream, CancellationToken, Task> pass)
    {
        var block = new byte[BlockSize];
        for (
            var count = await near.ReadAsync(block, stop.Token); count > 0; count = await near.ReadAsync(
                block, stop.Token))
        {
            await pass(block.AsMemory(0, count), far, stop.Token);
        }
    }
}
