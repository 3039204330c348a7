using System.Net;
using System.Net.Sockets;
using MqttDemo.Client;
using MqttDemo.Client.Transport;
using MqttDemo.Config;

namespace MqttDemo.Tests.Client;

/// <summary>What waits in the kernel can be ended from outside.</summary>
public sealed class SocketStreamTests : IDisposable
{
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    readonly TcpListener listener = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task A_connection_that_nobody_takes_is_given_up_when_it_is_cancelled()
    {
        var (queue, queueing) = FillQueue();
        using var cancellation = new CancellationTokenSource(Soon);

        var connecting = Task.Run(
            () => TcpTransport.Connect(
                IPAddress.Loopback, Address.Port, Timeout.InfiniteTimeSpan, cancellation.Token),
            CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => connecting.WaitAsync(App.Patience, TestContext.Current.CancellationToken));
        Array.ForEach(queue, socket => socket.Dispose());
        await Assert.ThrowsAnyAsync<SocketException>(() => Task.WhenAll(queueing));
    }

    [Theory]
    [InlineData(BrokerScheme.Tls, false)]
    [InlineData(BrokerScheme.WebSocket, false)]
    [InlineData(BrokerScheme.Tcp, true)]
    public async Task A_handshake_that_nobody_answers_ends_when_it_is_cancelled(BrokerScheme scheme, bool isProxied)
    {
        listener.Start();
        var broker = Address with { Scheme = scheme };
        var network = new NetworkSettings(
            Proxy: isProxied ? new ProxyAddress(ProxyKind.Http, broker.Host, broker.Port, null) : null);
        using var cancellation = new CancellationTokenSource(Soon);

        var connecting = Task.Run(
            () => TransportConnector.Connect(
                [new(broker, IPAddress.Loopback)], new TlsSettings(), network, new ConnectAttempt(),
                cancellation.Token),
            CancellationToken.None);

        await Assert.ThrowsAnyAsync<Exception>(() => connecting).WaitAsync(
            App.Patience, TestContext.Current.CancellationToken);
        Assert.True(cancellation.IsCancellationRequested);
    }

    [Fact]
    public async Task A_read_that_waits_ends_when_its_stream_is_closed()
    {
        await using var stream = Connect();
        var reading = Task.Run(() => stream.Read(new byte[1]));

        await stream.DisposeAsync();

        // At the end of the stream, or with an error: it depends on which of the two came first.
        Assert.Same(
            reading, await Task.WhenAny(reading, Task.Delay(App.Patience, TestContext.Current.CancellationToken)));
        Assert.True(
            reading.IsFaulted
                ? reading.Exception!.InnerException is IOException or ObjectDisposedException
                : await reading == 0);
    }

    [Fact]
    public async Task Bytes_gather_until_as_many_are_there_as_are_waited_for()
    {
        await using var stream = Connect();
        using var broker = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        broker.NoDelay = true;
        broker.Send(new byte[7]);
        var gathering = Task.Run(() => stream.Gather(10, App.Patience));
        broker.Send(new byte[3]);

        Assert.True(await gathering);
        Assert.Equal(10, stream.Read(new byte[100]));
        Assert.Equal(10, stream.Arrived);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_read_after_fewer_have_gathered_waits_for_one_byte_only(int sent)
    {
        await using var stream = Connect();
        using var broker = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        broker.Send(new byte[sent]);

        Assert.False(stream.Gather(10, TimeSpan.FromMilliseconds(1)));
        var reading = Task.Run(() => stream.Read(new byte[100]));
        if (sent == 0)
        {
            broker.Send([1]);
        }

        Assert.Equal(1, await reading.WaitAsync(App.Patience, TestContext.Current.CancellationToken));
    }

    /// <summary>
    /// Packets of one byte fill a receive buffer long before as many bytes are there as the read waits for; Linux
    /// then says that there is something to read.
    /// </summary>
    [Fact]
    public async Task A_read_does_not_wait_for_the_rest_where_gathering_ended_with_a_full_receive_buffer()
    {
        const int Rounds = 100;
        const int Sent = 100;
        await using var stream = Connect(ofReceiveBuffer: 4096);
        using var broker = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        broker.NoDelay = true;

        var reading = Task.Run(
            () =>
            {
                for (var round = 1; round <= Rounds; round++)
                {
                    var sending = Task.Run(() => SendOneByOne(broker, Sent));
                    while (stream.Arrived < round * Sent)
                    {
                        stream.Gather(4_000, TimeSpan.FromMilliseconds(1));
                        _ = stream.Read(new byte[4_000]);
                    }

                    sending.Wait();
                }
            },
            TestContext.Current.CancellationToken);

        await reading.WaitAsync(App.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Gathering_ends_with_the_stream()
    {
        await using var stream = Connect();
        (await listener.AcceptSocketAsync(TestContext.Current.CancellationToken)).Dispose();

        Assert.True(stream.Gather(10, App.Patience));
        Assert.Equal(0, stream.Read(new byte[100]));
    }

    public void Dispose() => listener.Dispose();

    /// <summary>With its queue full, the kernel answers no SYN.</summary>
    (Socket[] Queue, Task[] Queueing) FillQueue()
    {
        listener.Start(backlog: 1);
        Socket[] queue = [.. Enumerable.Range(0, 8).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))];
        return (queue, [.. queue.Select(socket => socket.ConnectAsync(listener.LocalEndpoint))]);
    }

    BrokerAddress Address => new(BrokerScheme.Tcp, "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);

    static void SendOneByOne(Socket socket, int count)
    {
        for (var i = 0; i < count; i++)
        {
            socket.Send([1]);
        }
    }

    SocketStream Connect() => new(ConnectSocket());

    SocketStream Connect(int ofReceiveBuffer)
    {
        var socket = ConnectSocket();
        const int ReceiveBufferOption = 8;
        socket.SetOption(Libc.SocketLevel, ReceiveBufferOption, ofReceiveBuffer);
        return new SocketStream(socket);
    }

    ISocket ConnectSocket()
    {
        listener.Start();
        return TcpTransport.Connect(
            IPAddress.Loopback, Address.Port, Timeout.InfiniteTimeSpan, CancellationToken.None)!;
    }
}
