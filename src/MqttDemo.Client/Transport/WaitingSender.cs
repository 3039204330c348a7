namespace MqttDemo.Client.Transport;

/// <summary>
/// Sends, and what the kernel has no room for on a thread that waits for it: who writes may be the one that reads, and
/// must go on reading. The thread begins with the first write that has to wait, and ends with the socket.
/// </summary>
/// <param name="trySend">How many bytes the kernel takes at once.</param>
/// <param name="send">Waits until it has taken all.</param>
sealed class WaitingSender(Func<ReadOnlyMemory<byte>, int> trySend, Action<ReadOnlyMemory<byte>> send)
{
    readonly object gate = new();
    readonly Queue<(ReadOnlyMemory<byte> Bytes, TaskCompletionSource Sent)> due = new();
    bool isBusy;
    bool hasBegun;
    bool hasEnded;

    /// <summary>Completes when the kernel has taken all, one after the other.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(hasEnded, this);
            var count = isBusy ? 0 : trySend(bytes);
            return count == bytes.Length ? ValueTask.CompletedTask : new(Enqueue(bytes[count..]));
        }
    }

    /// <summary>A write that waits fails: its socket has ended.</summary>
    public void End()
    {
        lock (gate)
        {
            hasEnded = true;
            Monitor.PulseAll(gate);
        }
    }

    Task Enqueue(ReadOnlyMemory<byte> bytes)
    {
        // What goes on with it may wait for another write, which must not be on the thread that sends it.
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        due.Enqueue((bytes, sent));
        isBusy = true;
        Monitor.PulseAll(gate);
        if (!hasBegun)
        {
            hasBegun = true;
            DedicatedThread.Start("mqtt writer", Run);
        }

        return sent.Task;
    }

    void Run()
    {
        while (Next() is var (bytes, sent))
        {
            try
            {
                send(bytes);
            }
            catch (Exception e)
            {
                // Not swallowed: it is thrown where the write is awaited.
                sent.SetException(e);
                continue;
            }

            sent.SetResult();
        }
    }

    /// <summary>Waits for the next; null is the end.</summary>
    (ReadOnlyMemory<byte> Bytes, TaskCompletionSource Sent)? Next()
    {
        lock (gate)
        {
            while (true)
            {
                if (due.TryDequeue(out var next))
                {
                    return next;
                }

                isBusy = false;
                if (hasEnded)
                {
                    return null;
                }

                Monitor.Wait(gate);
            }
        }
    }
}
