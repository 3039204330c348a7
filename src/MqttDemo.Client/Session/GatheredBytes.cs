namespace MqttDemo.Client.Session;

/// <summary>
/// How many bytes to let gather before a read: as many as come by themselves. Waiting for more is useless where the
/// broker waits for us, because its window is used up.
/// </summary>
sealed class GatheredBytes
{
    /// <summary>How long, in milliseconds, no more are waited for after a wait that brought none.</summary>
    const double ShortestTruce = 8;

    /// <summary>Nor for longer than so.</summary>
    const double LongestTruce = 128;

    /// <summary>Less than a read takes.</summary>
    const int Most = 32 * 1024;

    double askMoreAt;
    double truce = ShortestTruce;
    bool hasAskedMore;

    /// <summary>How many are waited for.</summary>
    public int Target { get; private set; } = 64;

    /// <summary>Takes note of what a read has brought.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="isComplete">They had come before the pause was over.</param>
    /// <param name="now">The time, in milliseconds.</param>
    public void OnRead(long bytes, bool isComplete, double now)
    {
        if (isComplete)
        {
            truce = hasAskedMore ? ShortestTruce : truce;
            hasAskedMore = now >= askMoreAt;
            Target = hasAskedMore ? Math.Min(2 * Target, Most) : Target;
            return;
        }

        truce = hasAskedMore ? Math.Min(2 * truce, LongestTruce) : truce;
        hasAskedMore = false;
        askMoreAt = now + truce;
        Target = (int)Math.Max(Math.Min(bytes, Target), (Target + 1) / 2);
    }
}
