using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Commands;

/// <summary>What a command writes to its stdout. Keeps no more than a little beyond what a message can carry.</summary>
sealed class CommandOutput
{
    readonly ArrayBufferWriter<byte> kept = new();
    readonly Task reading;
    bool isTaken;

    public CommandOutput(Stream output) => reading = ReadAsync(output);

    /// <summary>All of it; or what has come so far, when the end has not come in time.</summary>
    public async Task<ReadOnlyMemory<byte>> TakeAsync(TimeSpan patience, TimeProvider time)
    {
        await Task.WhenAny(reading, Task.Delay(patience, time));
        if (reading.IsCompleted)
        {
            await reading;
        }

        lock (kept)
        {
            isTaken = true;
            return kept.WrittenMemory;
        }
    }

    async Task ReadAsync(Stream output)
    {
        await using var closing = output;
        var block = new byte[16 * 1024];
        for (var count = await output.ReadAsync(block); count > 0; count = await output.ReadAsync(block))
        {
            lock (kept)
            {
                // What a command has left running is read on, so that it does not fail, and is for nobody.
                if (!isTaken && kept.WrittenCount <= OutgoingMessage.LongestPayload)
                {
                    kept.Write(block.AsSpan(0, count));
                }
            }
        }
    }
}
