namespace MqttDemo.Tests.Infra;

/// <summary>A clock that goes on when the test says so, with timers that are due then, in their order.</summary>
sealed class SteppedTime : TimeProvider
{
    readonly Lock gate = new();
    readonly List<Timer> timers = [];
    long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(double seconds)
    {
        var end = GetTimestamp() + TimeSpan.FromSeconds(seconds).Ticks;
        while (Next(end) is { } due)
        {
            due.Fire();
        }

        lock (gate)
        {
            now = end;
        }
    }

    Timer? Next(long end)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is not null)
            {
                timers.Remove(next);
                now = Math.Max(now, next.Due);
            }

            return next;
        }
    }

    sealed class Timer(SteppedTime owner, Action fire) : ITimer
    {
        TimeSpan every;

        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                owner.timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    (Due, every) = (owner.now + dueTime.Ticks, period);
                    owner.timers.Add(this);
                }
            }

            return true;
        }

        public void Fire()
        {
            if (every > TimeSpan.Zero)
            {
                Change(every, every);
            }

            fire();
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
