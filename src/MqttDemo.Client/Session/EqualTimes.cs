namespace MqttDemo.Client.Session;

/// <summary>How many times in a row have been the same, or nearly.</summary>
sealed class EqualTimes
{
    const double Tolerance = 0.1;

    static readonly TimeSpan LeastTolerance = TimeSpan.FromSeconds(0.25);

    TimeSpan longest;

    public int Count { get; private set; }

    public TimeSpan Shortest { get; private set; }

    /// <summary>Adds one; where it is another time than those before, it is the first of a new row.</summary>
    public void Add(TimeSpan time)
    {
        var (low, high) = (time < Shortest ? time : Shortest, time > longest ? time : longest);
        var allowed = low * Tolerance > LeastTolerance ? low * Tolerance : LeastTolerance;
        (Count, Shortest, longest) = Count > 0 && high - low <= allowed ? (Count + 1, low, high) : (1, time, time);
    }

    public void Clear() => Count = 0;
}
