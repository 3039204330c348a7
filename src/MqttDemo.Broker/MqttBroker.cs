using System.Net.Sockets;
using MqttDemo.Client;
using MqttDemo.Client.Transport;
using MqttDemo.Config;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>
/// A broker for MQTT 3.1, 3.1.1 and 5, in memory and without authentication: for the first minute, for tests, and for
/// one machine. One gate guards all of it, and no thread holds it while it waits for the network.
/// </summary>
public sealed class MqttBroker : IAsyncDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.25);

    /// <summary>Clients may finish in this time what they are about when the broker ends.</summary>
    static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    readonly string ownClientId;
    readonly Listener listener;
    readonly Drops drops;
    readonly HashSet<ClientConnection> connections = [];
    readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Signal left;
    readonly ITimer timer;
    List<ClientConnection> touched = [];
    List<ClientConnection> expelled = [];

    MqttBroker(Listener listener, string ownClientId, Action<string> warn, TimeProvider time)
    {
        (this.listener, this.ownClientId, Warn, Time) = (listener, ownClientId, warn, time);
        var account = new Account();
        var topics = new TopicTree();
        left = new Signal(Gate);
        drops = new Drops(warn);
        Packets = new OutgoingPackets(time);
        Router = new Router(topics, new RetainedMessages(account), drops, time);
        Sessions = new Sessions(this, account, topics, drops);
        timer = time.CreateTimer(_ => Look(), null, Tick, Tick);
    }

    /// <summary>
    /// Serves on a port of loopback. All clients but one wait until that one, whose broker it is, has subscribed: it
    /// misses nothing.
    /// </summary>
    /// <param name="port">The port.</param>
    /// <param name="ownClientId">The client identifier of that one.</param>
    /// <param name="warn">Is notified of messages that had to be dropped, as a sentence.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SocketException">The port cannot be had.</exception>
    public static MqttBroker Start(int port, string ownClientId, Action<string> warn, TimeProvider time)
    {
        var broker = new MqttBroker(Listener.Bind(port), ownClientId, warn, time);
        broker.listener.Accept(broker.Serve, warn);
        return broker;
    }

    internal Gate Gate { get; } = new();

    internal TimeProvider Time { get; }

    internal Action<string> Warn { get; }

    internal Sessions Sessions { get; }

    internal Router Router { get; }

    internal OutgoingPackets Packets { get; }

    /// <summary>Nothing is taken any more.</summary>
    internal bool IsEnding { get; private set; }

    internal int ConnectionCount => connections.Count;

    /// <summary>Lets the clients finish what they are about, tells them that the broker goes, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        using (Gate.Enter())
        {
            IsEnding = true;
        }

        listener.Dispose();
        await UntilAllHaveLeftAsync(Courtesy);
        using (Gate.Enter())
        {
            Sessions.End();
            foreach (var connection in connections)
            {
                connection.Expel(
                    MqttDisconnectReasonCode.ServerShuttingDown, "the program that served this broker ends");
            }
        }

        Flush();
        await UntilAllHaveLeftAsync(2 * Courtesy);
        await timer.DisposeAsync();
    }

    /// <summary>Completes when a client may be let in.</summary>
    internal Task AdmitsAsync(string clientId) => IsOwn(clientId) ? Task.CompletedTask : opened.Task;

    internal bool IsOwn(string clientId) => clientId == ownClientId;

    internal void OnSubscribed(Session session)
    {
        Gate.AssertHeld();
        if (IsOwn(session.ClientId))
        {
            opened.TrySetResult();
        }
    }

    /// <summary>The client whose broker it is has said goodbye: no subscriber would get what comes now.</summary>
    internal void OnGoodbye(ClientConnection connection, bool isError) =>
        IsEnding |= !isError && IsOwn(connection.Session!.ClientId);

    /// <summary>A connection has something to send; <see cref="Flush"/> sends it.</summary>
    internal void Touch(ClientConnection connection)
    {
        Gate.AssertHeld();
        if (!connection.IsTouched)
        {
            connection.IsTouched = true;
            touched.Add(connection);
        }
    }

    /// <summary>A connection is to end. Its session is left later: a message may be on its way to it.</summary>
    internal void OnExpelled(ClientConnection connection) => expelled.Add(connection);

    internal void OnEnded(ClientConnection connection)
    {
        Gate.AssertHeld();
        Sessions.OnEnded(connection);
        FlowControl.Release(connection.Reading);
        connections.Remove(connection);
        left.Set();
    }

    /// <summary>The time that many seconds from now, in ticks of the clock.</summary>
    internal long After(uint seconds) => Time.GetTimestamp() + (seconds * Time.TimestampFrequency);

    /// <summary>Sends what has gathered on all connections. Called without the gate.</summary>
    internal void Flush()
    {
        Gate.AssertNotHeld();
        List<ClientConnection> ready;
        using (Gate.Enter())
        {
            for (var i = 0; i < expelled.Count; i++)
            {
                Sessions.OnEnded(expelled[i]);
            }

            expelled.Clear();
            if (touched.Count == 0)
            {
                return;
            }

            (ready, touched) = (touched, []);
            ready.ForEach(connection => connection.IsTouched = false);
        }

        ready.ForEach(connection => connection.Flush());
    }

    void Serve(Socket socket, BrokerAddress address)
    {
        var connection = new ClientConnection(
            this, new TransportConnection(
                new SystemSocket(socket), new NetworkStream(socket, ownsSocket: true), address));
        using (Gate.Enter())
        {
            connections.Add(connection);
        }

        _ = connection.RunAsync();
    }

    void Look()
    {
        using (Gate.Enter())
        {
            var now = Time.GetTimestamp();
            foreach (var connection in connections)
            {
                if (connection.IsSilent(now))
                {
                    connection.Expel(
                        MqttDisconnectReasonCode.KeepAliveTimeout,
                        "nothing has come for one and a half keep-alive periods");
                }
            }

            Sessions.Look(now);
        }

        Flush();
    }

    async Task UntilAllHaveLeftAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, Time);
        while (!limit.IsCancellationRequested)
        {
            Task changed;
            using (Gate.Enter())
            {
                if (connections.Count == 0)
                {
                    return;
                }

                changed = left.WaitAsync();
            }

            await Task.WhenAny(changed, Task.Delay(Timeout.InfiniteTimeSpan, limit.Token));
        }
    }
}
