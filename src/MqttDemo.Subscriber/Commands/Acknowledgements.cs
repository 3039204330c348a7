using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Commands;

/// <summary>
/// Acknowledges in the order in which messages came what is done with in any order (MQTT 5, section 4.6).
/// </summary>
sealed class Acknowledgements
{
    readonly Lock gate = new();
    readonly Queue<OpenBlock> open = new();

    /// <summary>The messages of a block are being dealt with.</summary>
    /// <param name="block">The block.</param>
    /// <param name="acknowledged">Is called when all of it has been acknowledged.</param>
    public OpenBlock Open(ReceivedBlock block, Action? acknowledged)
    {
        var opened = new OpenBlock(block, acknowledged);
        lock (gate)
        {
            open.Enqueue(opened);
        }

        return opened;
    }

    /// <summary>A message has been dealt with. What all before it have been, too, is acknowledged.</summary>
    public void Finish(OpenBlock block, int index)
    {
        lock (gate)
        {
            block.IsDone[index] = true;
            while (open.TryPeek(out var first) && first.Advance())
            {
                open.Dequeue();
            }
        }
    }

    /// <summary>A block that is not yet acknowledged as a whole.</summary>
    public sealed class OpenBlock(ReceivedBlock block, Action? acknowledged)
    {
        int count;

        public bool[] IsDone { get; } = new bool[block.Messages.Count];

        /// <summary>True when it is done with.</summary>
        public bool Advance()
        {
            var done = count;
            while (done < IsDone.Length && IsDone[done])
            {
                done++;
            }

            if (done == IsDone.Length)
            {
                block.Acknowledge(done);
                acknowledged?.Invoke();
                return true;
            }

            if (done > count)
            {
                count = done;
                block.AcknowledgeFirst(done);
            }

            return false;
        }
    }
}
