using MqttDemo.Client.Transport;
using MqttDemo.Client.Wire;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>One connection that stands, from its CONNACK to its end.</summary>
/// <param name="channel">Its packets.</param>
/// <param name="liveness">Is notified when something comes.</param>
/// <param name="member">To whom it leads.</param>
/// <param name="version">What is spoken.</param>
/// <param name="limits">What the broker allows on it.</param>
/// <param name="isSessionPresent">The broker still knew the session.</param>
/// <param name="topicAliases">The broker's, on this connection.</param>
/// <param name="traffic">What happens on it.</param>
/// <param name="time">The clock.</param>
sealed class Connection(
    PacketChannel channel,
    Liveness liveness,
    RingMember member,
    ProtocolVersion version,
    BrokerLimits limits,
    bool isSessionPresent,
    ReceivedTopicAliases topicAliases,
    ConnectionTraffic traffic,
    TimeProvider time) : IDisposable
{
    readonly long since = time.GetTimestamp();

    /// <summary>How long it has stood.</summary>
    public TimeSpan Age => time.GetElapsedTime(since);

    /// <summary>To whom it leads.</summary>
    public RingMember Member { get; } = member;

    /// <summary>The same, as it is shown.</summary>
    public BrokerAddress Broker => Member.Shown;

    public ProtocolVersion Version { get; } = version;

    public BrokerLimits Limits { get; } = limits;

    /// <summary>The broker still knew the session.</summary>
    public bool IsSessionPresent { get; } = isSessionPresent;

    /// <summary>The broker's topic aliases on this connection.</summary>
    public ReceivedTopicAliases TopicAliases { get; } = topicAliases;

    /// <summary>
    /// The part of the topics that the broker has reserved for replies to us (MQTT 5, section 3.2.2.3.15); null is
    /// none.
    /// </summary>
    public string? ResponseInformation { get; init; }

    public TransportConnection Transport => channel.Transport;

    public PacketReader Reader => channel.Reader;

    public PacketWriter Writer => channel.Writer;

    public Liveness Liveness { get; } = liveness;

    public ConnectionTraffic Traffic { get; } = traffic;

    /// <summary>Gets the reason when it is to be ended from here.</summary>
    public TaskCompletionSource<string> GivenUp { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It ends by our own wish, and another follows: DISCONNECT is said, so that no will is sent.</summary>
    public bool IsReplaced
    {
        get => Volatile.Read(ref field);
        private set => Volatile.Write(ref field, value);
    }

    /// <summary>Nothing is read from the network, so the broker's silence is ours.</summary>
    public bool IsPaused
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>
    /// Sends what has gathered, and shows the packets that have gone by. With the gate free, and not by a timer.
    /// </summary>
    public void Flush()
    {
        _ = Writer.FlushAsync();
        ShowTrace();
    }

    /// <summary>Shows the packets that have gone by; the same.</summary>
    public void ShowTrace() => channel.ShowTrace();

    /// <summary>Another connection is to follow this one.</summary>
    /// <param name="reason">Why, as the end of a sentence.</param>
    public void Replace(string reason)
    {
        IsReplaced = true;
        GivenUp.TrySetResult(reason);
    }

    public void Dispose() => channel.Transport.Dispose();
}
