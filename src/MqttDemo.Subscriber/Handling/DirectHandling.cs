using MqttDemo.Client.Session;
using MqttDemo.Subscriber.Filters;

namespace MqttDemo.Subscriber.Handling;

/// <summary>The heart: nothing is acknowledged that is not safe.</summary>
sealed class DirectHandling(IMessageSink sink, Selection selection, RetainedRemoval? removal, CancellationToken stop) : IBlockHandler
{
    /// <summary>A reader that is stopped would hold the writing for ever.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(2);

    public void Handle(ReceivedBlock block)
    {
        var handled = Add(block);
        sink.Flush();
        Remove(block, handled);
        block.Acknowledge(handled);
    }

    public void Complete()
    {
        // Every block was complete when its handling returned.
    }

    public void Dispose() => sink.Dispose();

    /// <summary>Adds the messages of a block as long as they are wanted, and says how many of them have been dealt with.</summary>
    int Add(ReceivedBlock block)
    {
        for (var i = 0; i < block.Messages.Count; i++)
        {
            if (selection.IsComplete)
            {
                return i;
            }

            var message = block.Messages[i];
            if (selection.Takes(message))
            {
                sink.Add(message);
            }
        }

        return block.Messages.Count;
    }

    void Remove(ReceivedBlock block, int handled)
    {
        for (var i = 0; removal is not null && i < handled; i++)
        {
            var removing = removal.RemoveAsync(block.Messages[i], stop);
            if (!removing.IsCompletedSuccessfully)
            {
                removing.AsTask().GetAwaiter().GetResult();
            }
        }
    }
}
