namespace MqttDemo.Subscriber.Watching;

/// <summary>
/// Messages a second of late: a mean in which a message counts for less the longer ago it came. What is missing of the
/// time before the first one does not pull it down.
/// </summary>
/// <param name="Weight">All messages, each as much as it still counted when the last one came.</param>
/// <param name="Watched">From the first message to the last one.</param>
readonly record struct RecentRate(double Weight, TimeSpan Watched)
{
    /// <summary>After so long a message counts for a third.</summary>
    static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>With one more message, so long after the last one.</summary>
    public RecentRate After(TimeSpan pause) => new((Weight * Faded(pause)) + 1, Watched + pause);

    /// <summary>Messages a second, so long after the last one.</summary>
    public double PerSecond(TimeSpan silence)
    {
        var watched = Watched + silence;
        return Weight * Faded(silence)
            / (Memory.TotalSeconds * (1 - Faded(watched < Shortest ? Shortest : watched)));
    }

    static double Faded(TimeSpan time) => Math.Exp(-(time / Memory));
}
