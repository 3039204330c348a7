using MqttDemo.Client.Session;
using MqttDemo.Subscriber.Filters;

namespace MqttDemo.Subscriber.Handling;

/// <summary>The heart: nothing is acknowledged that is not safe.</summary>
sealed class DirectHandling(
    IMessageSink sink, Selection selection, RetainedRemoval? removal, CancellationToken stop) : IBlockHandler
{
    /// <summary>The messages of the block that the broker is to forget.</summary>
    readonly List<ReceivedMessage> leaving = [];

    /// <summary>The places in the block of those that are not wanted.</summary>
    readonly List<int> unwanted = [];

    /// <summary>A reader that is stopped would hold the writing forever.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(2);

    public bool Completes => sink.Completes;

    public void Handle(ReceivedBlock block, Action? acknowledged)
    {
        leaving.Clear();
        unwanted.Clear();
        block.BeginAll();
        var handled = Write(block);
        try
        {
            Remove();
        }
        finally
        {
            // Also when the end comes while a removal waits for its turn: what has been written must not come again.
            block.Acknowledge(handled);
        }

        acknowledged?.Invoke();
    }

    public void Complete() => sink.Complete();

    public void Dispose() => sink.Dispose();

    /// <summary>
    /// Writes the messages of a block as long as they are wanted, and says how many of them have been dealt with.
    /// </summary>
    int Write(ReceivedBlock block)
    {
        try
        {
            var handled = Add(block);
            sink.Flush();
            return handled;
        }
        catch
        {
            // What there is as a whole must not come again.
            block.Acknowledge(Handled(sink.Kept));
            throw;
        }
    }

    /// <summary>
    /// How many messages of the block have been dealt with when this many of the wanted ones have been.
    /// </summary>
    int Handled(int wanted)
    {
        var handled = wanted;
        foreach (var index in unwanted)
        {
            if (index > handled)
            {
                break;
            }

            handled++;
        }

        return handled;
    }

    /// <summary>
    /// Adds the messages of a block as long as they are wanted, and says how many of them have been dealt with.
    /// </summary>
    int Add(ReceivedBlock block)
    {
        for (var i = 0; i < block.Messages.Count; i++)
        {
            if (selection.IsClosed)
            {
                return i;
            }

            var message = block.Messages[i];
            if (selection.Takes(message, out var isInScope))
            {
                sink.Add(message);
            }
            else
            {
                unwanted.Add(i);
            }

            if (removal is not null && RetainedRemoval.IsFor(message, isInScope))
            {
                leaving.Add(message);
            }
        }

        return block.Messages.Count;
    }

    void Remove()
    {
        foreach (var message in leaving)
        {
            var removing = removal!.RemoveAsync(message, stop);
            if (!removing.IsCompletedSuccessfully)
            {
                removing.AsTask().GetAwaiter().GetResult();
            }
        }
    }
}
