namespace MqttDemo.Benchmarks.Suites;

/// <summary>When the lines come.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Burst">So many come at once.</param>
/// <param name="Interval">From one burst to the next.</param>
/// <param name="Messages">So many in all.</param>
sealed record Rhythm(string Name, int Burst, TimeSpan Interval, int Messages)
{
    public static Rhythm Steady { get; } =
        new("1,000/s", 1, TimeSpan.FromMilliseconds(1), Messages: 5_000) { Wanted = [0.8, 0.9, 0.5] };

    /// <summary>The most that p99 should come to at each QoS, x theirs; null where that has not been said.</summary>
    public double[]? Wanted { get; init; }
}
