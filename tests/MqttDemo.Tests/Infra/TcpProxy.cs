using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MqttDemo.Tests.Infra;

/// <summary>Stands between an app and its broker, cuts connections and holds bytes back.</summary>
sealed class TcpProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<Socket, Socket> pairs = new();
    readonly CancellationTokenSource stop = new();
    readonly SemaphoreSlim towardsBroker = new(1);
    readonly int target;
    readonly Task accepting;
    Func<long>? nextCut;
    int cuts;

    public TcpProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Address => $"localhost:{Port}";

    /// <summary>How many connections have been cut.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>Cuts so many connections, each after a number of bytes, in both directions together, that the function gives.</summary>
    public void CutAfter(int times, Func<long> bytes) => nextCut = () => Cuts < times ? bytes() : long.MaxValue;

    /// <summary>Lets nothing more through to the broker; when this returns, nothing is on its way any more.</summary>
    public Task PauseAsync() => towardsBroker.WaitAsync();

    /// <summary>Lets it through again.</summary>
    public void Resume() => towardsBroker.Release();

    /// <summary>Cuts what is connected now, without a goodbye.</summary>
    void CutNow()
    {
        foreach (var (app, broker) in pairs)
        {
            Cut(app, broker);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        CutNow();
        await accepting;
        stop.Dispose();
        towardsBroker.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var app = await listener.AcceptSocketAsync(stop.Token);
                _ = ConnectAsync(app);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    async Task ConnectAsync(Socket app)
    {
        var broker = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        app.NoDelay = true;
        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, target);
        }
        catch (SocketException)
        {
            // The broker is down: the app sees that its connection is closed, as it would without us.
            app.Dispose();
            return;
        }

        pairs[app] = broker;
        var budget = new Budget { Left = nextCut?.Invoke() ?? long.MaxValue };
        await Task.WhenAll(PumpAsync(app, broker, budget, towardsBroker), PumpAsync(broker, app, budget, null));
        pairs.TryRemove(app, out _);
        app.Dispose();
        broker.Dispose();
    }

    async Task PumpAsync(Socket from, Socket to, Budget budget, SemaphoreSlim? gate)
    {
        var block = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(block);
                if (count == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                var left = Interlocked.Add(ref budget.Left, -count);
                // Up to the very byte: a cut may fall into the middle of a packet.
                var passed = (int)Math.Clamp(left + count, 0, count);
                await (gate?.WaitAsync() ?? Task.CompletedTask);
                try
                {
                    await to.SendAsync(block.AsMemory(0, passed));
                }
                finally
                {
                    gate?.Release();
                }

                if (left <= 0)
                {
                    Cut(gate is null ? to : from, gate is null ? from : to);
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side has gone; the other must not stay.
            from.Dispose();
            to.Dispose();
        }
    }

    void Cut(Socket app, Socket broker)
    {
        if (!pairs.TryRemove(app, out _))
        {
            return;
        }

        Interlocked.Increment(ref cuts);
        foreach (var socket in (Socket[])[app, broker])
        {
            try
            {
                // An abortive close, as when a machine in between dies.
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
            catch (ObjectDisposedException)
            {
                // Its pump was faster.
            }
        }
    }

    sealed class Budget
    {
        public long Left;
    }
}
