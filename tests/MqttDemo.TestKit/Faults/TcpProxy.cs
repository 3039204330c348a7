using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MqttDemo.TestKit.Faults;

/// <summary>
/// Stands between an app and its broker and does to each connection what the test has planned for it.
/// </summary>
sealed class TcpProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<ProxiedConnection, Task> connections = new();
    readonly CancellationTokenSource stop = new();
    readonly SemaphoreSlim towardsBroker = new(1);
    readonly int target;
    readonly Func<int, Fault> plan;
    readonly Task accepting;
    readonly ConcurrentQueue<DateTimeOffset> cuts = new();

    /// <param name="target">The broker's port.</param>
    /// <param name="plan">What to do to a connection, by how many have been cut before it; nothing when there is no
    /// plan.</param>
    public TcpProxy(int target, Func<int, Fault>? plan = null)
    {
        this.target = target;
        this.plan = plan ?? (_ => Fault.None);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Address => $"localhost:{Port}";

    /// <summary>How many connections have been cut.</summary>
    public int Cuts => cuts.Count;

    /// <summary>When they were cut.</summary>
    public IReadOnlyCollection<DateTimeOffset> CutTimes => cuts;

    /// <summary>No connection is cut any more because of its life.</summary>
    public bool IsPeaceful { get; set; }

    /// <summary>
    /// From now on connections are accepted and nothing passes, in either direction, and nothing is closed: a dead
    /// link.
    /// </summary>
    public bool IsStalled { get; set; }

    public CancellationToken Stopped => stop.Token;

    /// <summary>Lets nothing more through to the broker; when this returns, nothing is on its way any more.</summary>
    public Task PauseAsync() => towardsBroker.WaitAsync();

    /// <summary>Lets it through again.</summary>
    public void Resume() => towardsBroker.Release();

    /// <summary>One block at a time passes to the broker, and none while it is paused.</summary>
    public async Task PassToBrokerAsync(Func<Task> send)
    {
        await towardsBroker.WaitAsync(stop.Token);
        try
        {
            await send();
        }
        finally
        {
            towardsBroker.Release();
        }
    }

    /// <summary>Resets every connection there is: the link is cut.</summary>
    public void CutAll()
    {
        foreach (var (connection, running) in connections)
        {
            if (running.IsCompleted)
            {
                connections.TryRemove(connection, out _);
            }
            else
            {
                connection.Cut();
            }
        }
    }

    public void CountCut() => cuts.Enqueue(DateTimeOffset.UtcNow);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        foreach (var connection in connections.Keys)
        {
            connection.Dispose();
        }

        await Task.WhenAll(connections.Values);
        stop.Dispose();
        towardsBroker.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var app = await listener.AcceptSocketAsync(stop.Token);
                var connection = new ProxiedConnection(this, app, plan(Cuts));
                connections[connection] = connection.RunAsync(target);
            }
        }
        catch (Exception e) when (e is OperationCanceledException
            or SocketException
            or ObjectDisposedException
            or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
