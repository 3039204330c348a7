namespace MqttDemo.Tests.Infra;

/// <summary>
/// A clock that goes faster than the real one. For waits that only have to be over, such as those between two attempts:
/// what has to happen within a time has less of it.
/// </summary>
sealed class FastTime(int factor) : TimeProvider
{
    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => System.GetTimestamp() * factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, System.CreateTimer(callback, state, Real(dueTime), Real(period)));

    TimeSpan Real(TimeSpan time) => time <= TimeSpan.Zero ? time : time / factor;

    sealed class Timer(FastTime owner, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(owner.Real(dueTime), owner.Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
