using System.Net;
using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// Connects to the first of several addresses that answers. Each has a head start before the next: one that is dropped
/// somewhere on the way costs no more than that (RFC 8305, Happy Eyeballs). All of it waits on threads, as every
/// connect does (<see cref="TcpTransport"/>), unless the addresses answer at once while the program starts.
/// </summary>
/// <param name="addresses">In the order in which they begin, one at least.</param>
/// <param name="connect">Connects to one of them; null where it has not answered within the time.</param>
sealed class SocketRace(
    IReadOnlyList<IPAddress> addresses, Func<IPAddress, TimeSpan, CancellationToken, ISocket?> connect)
{
    /// <summary>Recommended by RFC 8305, section 5.</summary>
    static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    readonly Lock gate = new();
    readonly Dictionary<IPAddress, Exception?> outcomes = [];

    /// <summary>
    /// Those that have been begun and do not have the connection, with the reason; null is that they have not answered.
    /// </summary>
    public IReadOnlyDictionary<IPAddress, Exception?> Losers
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<IPAddress, Exception?>(outcomes);
            }
        }
    }

    /// <summary>Waits for the first.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SocketException">None of them takes the connection.</exception>
    /// <exception cref="MqttDemoException">There is no way from our own address to any of them.</exception>
    public (ISocket Socket, IPAddress Address) Run(CancellationToken cancellationToken)
    {
        if (addresses is [var only])
        {
            // Nothing to race with: no thread is needed.
            return (Connect(only, cancellationToken), only);
        }

        return MainThread.IsHere && AtOnce(cancellationToken) is { } first ? first : RunOnThreads(cancellationToken);
    }

    /// <summary>One after the other, as long as each answers at once; null where one does not.</summary>
    (ISocket Socket, IPAddress Address)? AtOnce(CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var address = addresses[i];
            try
            {
                return connect(address, MainThread.Moment, cancellationToken) is { } socket ? (socket, address) : null;
            }
            catch (Exception e) when (e is SocketException or MqttDemoException)
            {
                Note(address, e);
                if (i == addresses.Count - 1)
                {
                    throw;
                }
            }
        }
    }

    (ISocket Socket, IPAddress Address) RunOnThreads(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Dictionary<Task<ISocket>, IPAddress>();
        try
        {
            return Run(running, over.Token);
        }
        finally
        {
            over.Cancel();
            foreach (var late in running.Keys)
            {
                _ = late.ContinueWith(
                    static task => (task.Exception is null ? task.Result : null)?.Dispose(), TaskScheduler.Default);
            }
        }
    }

    (ISocket Socket, IPAddress Address) Run(
        Dictionary<Task<ISocket>, IPAddress> running, CancellationToken cancellationToken)
    {
        for (var begun = 0; ;)
        {
            if (begun < addresses.Count)
            {
                Begin(addresses[begun++], running, cancellationToken);
            }

            Task<ISocket>[] tasks = [.. running.Keys];
            var first = Task.WaitAny(
                tasks, begun < addresses.Count ? (int)HeadStart.TotalMilliseconds : Timeout.Infinite,
                cancellationToken);
            if (first < 0)
            {
                continue;
            }

            running.Remove(tasks[first], out var address);
            if (tasks[first].Exception?.InnerException is not { } failure)
            {
                Forget(address!);
                return (tasks[first].GetAwaiter().GetResult(), address!);
            }

            Note(address!, failure);
            if (running.Count == 0 && begun == addresses.Count)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    void Begin(IPAddress address, Dictionary<Task<ISocket>, IPAddress> running, CancellationToken cancellationToken)
    {
        Note(address, null);
        running.Add(DedicatedThread.Start("mqtt connect", () => Connect(address, cancellationToken)), address);
    }

    ISocket Connect(IPAddress address, CancellationToken cancellationToken) =>
        connect(address, Timeout.InfiniteTimeSpan, cancellationToken)!;

    void Note(IPAddress address, Exception? outcome)
    {
        lock (gate)
        {
            outcomes[address] = outcome;
        }
    }

    void Forget(IPAddress address)
    {
        lock (gate)
        {
            outcomes.Remove(address);
        }
    }
}
