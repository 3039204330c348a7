namespace MqttDemo.Tests.Client.Model;

/// <summary>Time that goes from one event to the next, at once.</summary>
sealed class VirtualClock
{
    readonly PriorityQueue<Action, (double Time, long Number)> events = new();
    long number;

    public double Now { get; private set; }

    public void After(double delay, Action action) => events.Enqueue(action, (Now + delay, number++));

    /// <summary>Lets everything happen until it is over; false when that takes longer than the limit.</summary>
    public bool Run(Func<bool> isOver, double limit)
    {
        while (!isOver())
        {
            if (!events.TryDequeue(out var action, out var at) || at.Time > limit)
            {
                return false;
            }

            Now = at.Time;
            action();
        }

        return true;
    }
}
