using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Commands;

/// <summary>What a command writes to its stdout. Has its memory until it is disposed.</summary>
sealed class CommandOutput : IDisposable
{
    readonly Lock gate = new();
    readonly GatheredBytes kept;
    readonly OutputMemory.Share memory;
    readonly Task reading;
    bool isTaken;

    public CommandOutput(Stream output, OutputMemory.Share memory)
    {
        this.memory = memory;
        kept = new GatheredBytes(memory.Spare);
        reading = ReadAsync(output);
    }

    /// <summary>It is more than a message can carry; nothing of it is kept, and the rest is not read.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>All of it; or what has come so far, when the end has not come in time.</summary>
    public async Task<ReadOnlyMemory<byte>> TakeAsync(TimeSpan patience, TimeProvider time)
    {
        do
        {
            await Task.WhenAny(reading, Task.Delay(patience, time));
        }
        while (!reading.IsCompleted && memory.IsWaiting);

        if (reading.IsCompleted)
        {
            await reading;
        }

        lock (gate)
        {
            isTaken = true;
            return kept.Take();
        }
    }

    public void Dispose() => memory.Dispose();

    async Task ReadAsync(Stream output)
    {
        await using var closing = output;
        var block = new byte[16 * 1024];
        for (var count = await output.ReadAsync(block); count > 0; count = await output.ReadAsync(block))
        {
            if (IsTooLongWith(count))
            {
                return;
            }

            await KeepAsync(block.AsMemory(0, count));
        }
    }

    bool IsTooLongWith(int count)
    {
        lock (gate)
        {
            if (!isTaken && kept.Length + count > OutgoingMessage.LongestPayload)
            {
                IsTooLong = true;
                kept.Clear();
                memory.Dispose();
            }

            return IsTooLong;
        }
    }

    async ValueTask KeepAsync(ReadOnlyMemory<byte> bytes)
    {
        lock (gate)
        {
            if (isTaken)
            {
                // What a command has left running is read on, so that it does not fail, and is discarded.
                return;
            }
        }

        await memory.TakeAsync(bytes.Length);
        lock (gate)
        {
            if (!isTaken)
            {
                kept.Add(bytes.Span);
            }
        }
    }
}
