namespace MqttDemo.Client;

/// <summary>A timer that is started later; the time until then counts.</summary>
sealed class LateTimer(TimeProvider time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    : ITimer
{
    readonly Lock gate = new();
    TimeSpan due = dueTime;
    TimeSpan interval = period;
    long since = time.GetTimestamp();
    ITimer? begun;
    bool isDisposed;

    public void Begin()
    {
        lock (gate)
        {
            if (!isDisposed)
            {
                begun ??= time.CreateTimer(callback, state, Left, interval);
            }
        }
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            if (begun is not null)
            {
                return begun.Change(dueTime, period);
            }

            (due, interval, since) = (dueTime, period, time.GetTimestamp());
            return !isDisposed;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            begun?.Dispose();
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isDisposed = true;
            return begun?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }

    TimeSpan Left
    {
        get
        {
            if (due == Timeout.InfiniteTimeSpan)
            {
                return due;
            }

            var left = due - time.GetElapsedTime(since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
