namespace MqttDemo.Client.Session;

/// <summary>
/// How long to wait before the next attempt: exponential with full jitter, so that a thousand clients do not come back
/// at once.
/// </summary>
public static class Backoff
{
    /// <summary>The ceiling of the first.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.1);

    /// <summary>No delay is longer where somebody is there, and will not do what is asked.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The delay after a number of failures in a row.</summary>
    /// <param name="failures">How many, from 1.</param>
    /// <param name="chance">Between 0 and 1.</param>
    public static TimeSpan Delay(int failures, double chance) => Delay(failures, chance, Longest);

    /// <summary>The same, with another end.</summary>
    /// <param name="failures">How many, from 1.</param>
    /// <param name="chance">Between 0 and 1.</param>
    /// <param name="longest">No delay is longer.</param>
    public static TimeSpan Delay(int failures, double chance, TimeSpan longest)
    {
        var ceiling = Shortest.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 20));
        return TimeSpan.FromSeconds(Math.Min(ceiling, longest.TotalSeconds) * chance);
    }
}
