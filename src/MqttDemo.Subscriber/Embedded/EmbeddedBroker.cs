using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MqttDemo.CommandLine;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace MqttDemo.Subscriber.Embedded;

/// <summary>
/// A broker inside the subscriber, for the first minute and for tests: MQTTnet's server, on loopback only. It keeps everything in memory and ends
/// with the subscriber.
/// </summary>
sealed class EmbeddedBroker : IAsyncDisposable
{
    /// <summary>
    /// MQTTnet's server numbers a message when it queues it and does not look whether the number is taken, so a queue must stay well below 65,535.
    /// Publishers are held back while a connected subscriber has this much before it; the queue of one that is away drops its oldest at the maximum.
    /// </summary>
    const int HoldBackAt = 5_000;
    const int MaximumQueue = 60_000;

    /// <summary>Clients may finish in this time what they are about: a publisher waits for the answer to its last packet when the subscriber has its message.</summary>
    static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    readonly MqttServer server;
    readonly Messages messages;
    readonly ConcurrentDictionary<string, Backlog> backlogs = new();
    bool hasWarned;

    EmbeddedBroker(int port, Messages messages)
    {
        this.messages = messages;
        var options = new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointPort(port)
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
            .WithDefaultEndpointBoundIPV6Address(Socket.OSSupportsIPv6 && CanBindIPv6() ? IPAddress.IPv6Loopback : IPAddress.None)
            .WithPersistentSessions()
            .WithMaxPendingMessagesPerClient(MaximumQueue)
            .Build();
        // The default, an abortive close, throws away what has not been sent yet.
        options.DefaultEndpointOptions.LingerState = new LingerOption(false, 0);
        server = new MqttServerFactory().CreateMqttServer(options, [new AssigningAdapter()]);
        server.ValidatingConnectionAsync += AssignClientId;
        server.ApplicationMessageEnqueuedOrDroppedAsync += OnEnqueued;
        server.InterceptingOutboundPacketAsync += OnOutbound;
        server.InterceptingInboundPacketAsync += OnInbound;
        server.InterceptingPublishAsync += HoldBackAsync;
        server.ClientConnectedAsync += e => Begin(e.ClientId);
        server.ClientDisconnectedAsync += e => Forget(e.ClientId);
        server.QueuedApplicationMessageOverwrittenAsync += WarnOnce;
    }

    /// <summary>Serves a broker when one is asked for and nothing answers at its address.</summary>
    public static async Task<EmbeddedBroker?> StartIfNeededAsync(ConnectionSettings settings, Messages messages)
    {
        if (settings.Brokers.FirstOrDefault(broker => broker.Embedded) is not { } address || await AnswersAsync(address.Port))
        {
            return null;
        }

        var broker = new EmbeddedBroker(address.Port, messages);
        try
        {
            await broker.server.StartAsync();
        }
        catch (SocketException e)
        {
            broker.server.Dispose();
            if (e.SocketErrorCode == SocketError.AddressAlreadyInUse && await AnswersAsync(address.Port))
            {
                // Another subscriber has started in the same moment and was faster.
                return null;
            }

            throw new MqttDemoException(
                ExitCode.Unreachable, $"no broker answers at {address} and none can be served there: {e.Message}", "choose another port: --broker embedded:PORT", e);
        }

        messages.Note($"No broker answers at {address}: serving one here, on loopback only, until this program ends");
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        using var courtesy = new CancellationTokenSource(Courtesy);
        while (!backlogs.IsEmpty && !courtesy.IsCancellationRequested)
        {
            await Task.Delay(1, CancellationToken.None);
        }

        await server.StopAsync();
        server.Dispose();
    }

    static async Task<bool> AnswersAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static bool CanBindIPv6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            // A machine without IPv6: IPv4 alone will do.
            return false;
        }
    }

    static Task AssignClientId(ValidatingConnectionEventArgs e)
    {
        if (string.IsNullOrEmpty(e.ClientId))
        {
            e.AssignedClientIdentifier = AssigningChannel.NewClientId();
        }

        return Task.CompletedTask;
    }

    Task OnEnqueued(ApplicationMessageEnqueuedEventArgs e)
    {
        if (!e.IsDropped && backlogs.TryGetValue(e.ReceiverClientId, out var backlog))
        {
            backlog.Add();
        }

        return Task.CompletedTask;
    }

    Task OnOutbound(InterceptingPacketEventArgs e)
    {
        if (e.Packet is MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtMostOnce })
        {
            Done(e.ClientId);
        }

        return Task.CompletedTask;
    }

    Task OnInbound(InterceptingPacketEventArgs e)
    {
        if (e.Packet is MqttPubAckPacket or MqttPubCompPacket)
        {
            Done(e.ClientId);
        }

        return Task.CompletedTask;
    }

    void Done(string clientId)
    {
        if (backlogs.TryGetValue(clientId, out var backlog))
        {
            backlog.Remove();
        }
    }

    Task Begin(string clientId)
    {
        backlogs[clientId] = new Backlog();
        return Task.CompletedTask;
    }

    Task Forget(string clientId)
    {
        backlogs.TryRemove(clientId, out _);
        return Task.CompletedTask;
    }

    /// <summary>The publisher's next packet is read when this ends, so TCP holds it back.</summary>
    async Task HoldBackAsync(InterceptingPublishEventArgs e)
    {
        while (backlogs.Any(pair => pair.Key != e.ClientId && pair.Value.Count > HoldBackAt) && !e.CancellationToken.IsCancellationRequested)
        {
            await Task.Delay(1, CancellationToken.None);
        }
    }

    Task WarnOnce(QueueMessageOverwrittenEventArgs e)
    {
        if (!hasWarned)
        {
            hasWarned = true;
            messages.Warning($"the embedded broker drops the oldest messages for '{e.ReceiverClientId}': it keeps {MaximumQueue} for a client that is away");
        }

        return Task.CompletedTask;
    }

    /// <summary>Messages on their way to one connected client.</summary>
    sealed class Backlog
    {
        int count;

        public int Count => Volatile.Read(ref count);

        public void Add() => Interlocked.Increment(ref count);

        public void Remove()
        {
            // What was queued while the client was away was never added.
            if (Interlocked.Decrement(ref count) < 0)
            {
                Volatile.Write(ref count, 0);
            }
        }
    }
}
