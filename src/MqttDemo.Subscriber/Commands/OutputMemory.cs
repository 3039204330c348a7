using System.Collections.Concurrent;
using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Commands;

/// <summary>
/// The memory for what the commands that run at once have written. An output that needs more than there is waits, and
/// so does its command; but one at a time goes on alone beyond it, because an answer may be long.
/// </summary>
sealed class OutputMemory
{
    readonly Lock gate = new();
    TaskCompletionSource freed = New();
    long taken;
    Share? alone;

    /// <summary>Chunks of long outputs, to be used again.</summary>
    public ConcurrentBag<WeakReference<byte[]>> Spare { get; } = [];

    /// <summary>For the output of one command.</summary>
    public Share Open() => new(this);

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What one command has of it, until it is disposed.</summary>
    public sealed class Share(OutputMemory memory) : IDisposable
    {
        long bytes;
        bool isDisposed;

        public ConcurrentBag<WeakReference<byte[]>> Spare => memory.Spare;

        /// <summary>It waits for room.</summary>
        public bool IsWaiting { get; private set; }

        /// <summary>Completes when it has that many more bytes.</summary>
        public async ValueTask TakeAsync(int count)
        {
            while (TryTake(count) is { } change)
            {
                await change;
            }
        }

        public void Dispose()
        {
            lock (memory.gate)
            {
                if (memory.alone == this)
                {
                    memory.alone = null;
                }
                else
                {
                    memory.taken -= bytes;
                }

                (bytes, isDisposed) = (0, true);
                memory.freed.SetResult();
                memory.freed = New();
            }
        }

        /// <summary>Null when it has them, or needs them no more; otherwise what to wait for.</summary>
        Task? TryTake(int count)
        {
            lock (memory.gate)
            {
                if (isDisposed)
                {
                    return null;
                }

                if (memory.alone != this && memory.taken + count > MessageMemory.Outputs)
                {
                    IsWaiting = memory.alone is not null;
                    if (IsWaiting)
                    {
                        return memory.freed.Task;
                    }

                    memory.alone = this;
                    memory.taken -= bytes;
                }

                IsWaiting = false;
                bytes += count;
                memory.taken += memory.alone == this ? 0 : count;
                return null;
            }
        }
    }
}
