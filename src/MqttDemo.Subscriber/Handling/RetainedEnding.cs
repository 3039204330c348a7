using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Handling;

/// <summary>
/// When the retained messages are in, for --retained-only. Nothing in MQTT says so. Brokers send them before or right
/// after the SUBACK, and as many at once as may be unacknowledged, the next when one has been acknowledged: so it is
/// when all that came have been, the broker has answered a PINGREQ that was sent after that, and then none has come for
/// a while.
/// </summary>
sealed class RetainedEnding(TimeProvider time)
{
    /// <summary>A broker may hand them to the connection a little after its other packets.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(0.5);

    readonly Lock gate = new();
    TaskCompletionSource? waiting;
    long begun;
    long open;

    /// <summary>
    /// A block is going to be dealt with, however long that takes. Live messages, of which there may be no end, do not
    /// make the wait any longer.
    /// </summary>
    /// <returns>What is to be called when all of it has been acknowledged; null when it brings no retained
    /// message.</returns>
    public Action? Begin(ReceivedBlock block)
    {
        if (!block.Messages.Any(message => message.Retain))
        {
            return null;
        }

        lock (gate)
        {
            begun++;
            open++;
        }

        return OnAcknowledged;
    }

    /// <summary>Returns when they are in.</summary>
    public async Task WaitAsync(MqttSession session, CancellationToken cancellationToken)
    {
        long seen;
        do
        {
            seen = await WhenAcknowledgedAsync().WaitAsync(cancellationToken);
            // Twice, because at QoS 2 the broker sends the next when it has our PUBCOMP, which is one round trip behind
            // our PUBREC.
            await session.PingAsync(cancellationToken);
            await session.PingAsync(cancellationToken);
            await Task.Delay(Quiet, time, cancellationToken);
        }
        while (!IsStill(seen));
    }

    /// <summary>Completes when all that came have been acknowledged; says how many blocks that were.</summary>
    async Task<long> WhenAcknowledgedAsync()
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (open == 0)
                {
                    return begun;
                }

                change = (waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await change;
        }
    }

    bool IsStill(long seen)
    {
        lock (gate)
        {
            return begun == seen;
        }
    }

    void OnAcknowledged()
    {
        lock (gate)
        {
            open--;
            waiting?.SetResult();
            waiting = null;
        }
    }
}
