using System.Net;
using System.Net.Sockets;
using MqttDemo.Client.Transport;

namespace MqttDemo.Tests.Client;

/// <summary>What .NET's socket does, a socket of Linux's own does too.</summary>
public sealed class LinuxSocketTests : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public LinuxSocketTests()
    {
        Assert.SkipUnless(LinuxSocket.IsPossible, "not Linux");
        listener.Start();
    }

    /// <summary>More than the kernel has room for.</summary>
    static readonly byte[] Much = [.. Enumerable.Range(0, 40_000_000).Select(i => (byte)(i % 251))];

    [Fact]
    public async Task A_write_for_which_there_is_no_room_waits_elsewhere_and_loses_nothing()
    {
        using var socket = Connect();
        using var other = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);

        var writing = socket.SendAsync(Much).AsTask();

        Assert.False(writing.IsCompleted);
        var received = new byte[Much.Length];
        await new NetworkStream(other).ReadExactlyAsync(received, TestContext.Current.CancellationToken);
        await writing.WaitAsync(App.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(Much, received);
        // The thread that waits is there for the next one too.
        var again = socket.SendAsync(Much).AsTask();
        await new NetworkStream(other).ReadExactlyAsync(received, TestContext.Current.CancellationToken);
        await again.WaitAsync(App.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(Much, received);
    }

    [Fact]
    public async Task A_write_that_waits_fails_when_its_socket_is_disposed()
    {
        using var socket = Connect();
        using var other = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        var writing = socket.SendAsync(Much).AsTask();

        socket.Dispose();

        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => writing.WaitAsync(App.Patience, TestContext.Current.CancellationToken));
        Assert.True(failure is SocketException or ObjectDisposedException, $"{failure}");
    }

    [Fact]
    public async Task A_write_that_waits_fails_when_the_other_side_has_gone()
    {
        using var socket = Connect();
        var other = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        var writing = socket.SendAsync(Much).AsTask();

        other.Close(0);

        var failure = await Assert.ThrowsAsync<SocketException>(
            () => writing.WaitAsync(App.Patience, TestContext.Current.CancellationToken));
        Assert.True(failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown, $"{failure}");
    }

    [Fact]
    public void After_its_end_it_says_that_it_is_disposed()
    {
        var socket = Connect();
        socket.Dispose();
        socket.Dispose();

        Assert.Throws<ObjectDisposedException>(() => socket.Receive(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => socket.Send([1]));
        Assert.Throws<ObjectDisposedException>(() => socket.Shutdown(SocketShutdown.Send));
        Assert.Throws<ObjectDisposedException>(() => socket.Poll(TimeSpan.Zero, SelectMode.SelectRead));
    }

    [Fact]
    public void Its_errors_are_those_of_NETs_socket()
    {
        var port = Ports.Free();
        var endpoint = new IPEndPoint(IPAddress.Loopback, port);
        using var theirs = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var expected = Assert.Throws<SocketException>(() => theirs.Connect(endpoint));

        using var ours = LinuxSocket.Open(AddressFamily.InterNetwork);
        var actual = Assert.Throws<SocketException>(() => ours.Connect(endpoint, Timeout.InfiniteTimeSpan));

        Assert.Equal(expected.SocketErrorCode, actual.SocketErrorCode);
        Assert.StartsWith(actual.Message, expected.Message, StringComparison.Ordinal);
        using var bound = LinuxSocket.Open(AddressFamily.InterNetwork);
        var missing = Assert.Throws<SocketException>(() => bound.Bind(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(SocketError.AddressNotAvailable, missing.SocketErrorCode);
    }

    public void Dispose() => listener.Dispose();

    LinuxSocket Connect()
    {
        var socket = LinuxSocket.Open(AddressFamily.InterNetwork);
        Assert.True(socket.Connect(listener.LocalEndpoint, Timeout.InfiniteTimeSpan));
        return socket;
    }
}
