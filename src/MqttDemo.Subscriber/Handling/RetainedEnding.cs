using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Handling;

/// <summary>
/// When the retained messages are in, for --retained-only. Nothing in MQTT says so. Brokers send them before or right after the SUBACK, and as many at
/// once as may be unacknowledged: so it is when the broker has answered a PINGREQ after the SUBACK, and then no retained message has come for a while.
/// </summary>
sealed class RetainedEnding : IDisposable
{
    /// <summary>A broker may hand them to the connection a little after its other packets, and the next only when one has been acknowledged.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(0.5);

    readonly Lock gate = new();
    readonly TimeProvider time;
    readonly ITimer timer;
    bool isBegun;
    bool isHandling;
    bool brings;
    long since;

    /// <param name="end">Is called when they are in.</param>
    /// <param name="time">The clock.</param>
    public RetainedEnding(Action end, TimeProvider time)
    {
        this.time = time;
        timer = time.CreateTimer(_ => end(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The broker has answered: what it had to send at once is here.</summary>
    public void Begin()
    {
        lock (gate)
        {
            isBegun = true;
            since = time.GetTimestamp();
            Wait();
        }
    }

    /// <summary>A block is going to be dealt with, however long that takes.</summary>
    public void OnBlock(ReceivedBlock block)
    {
        lock (gate)
        {
            (isHandling, brings) = (true, block.Messages.Any(message => message.Retain));
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>It has been dealt with. Live messages, of which there may be no end, do not make the wait any longer.</summary>
    public void OnHandled()
    {
        lock (gate)
        {
            isHandling = false;
            since = brings ? time.GetTimestamp() : since;
            Wait();
        }
    }

    public void Dispose() => timer.Dispose();

    void Wait()
    {
        if (isBegun && !isHandling)
        {
            var rest = Quiet - time.GetElapsedTime(since);
            timer.Change(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
