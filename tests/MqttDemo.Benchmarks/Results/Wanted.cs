using System.Globalization;

namespace MqttDemo.Benchmarks.Results;

/// <summary>What a figure should come to.</summary>
sealed record Wanted
{
    readonly double limit;
    readonly bool isFloor;
    readonly bool isOfRatio;

    Wanted(double limit, bool isFloor, bool isOfRatio) =>
        (this.limit, this.isFloor, this.isOfRatio) = (limit, isFloor, isOfRatio);

    /// <summary>Ours over theirs, more is better.</summary>
    public static Wanted RatioFrom(double limit) => new(limit, isFloor: true, isOfRatio: true);

    /// <summary>Ours over theirs, less is better.</summary>
    public static Wanted RatioUpTo(double limit) => new(limit, isFloor: false, isOfRatio: true);

    /// <summary>Ours, in the figure's unit, less is better.</summary>
    public static Wanted UpTo(double limit) => new(limit, isFloor: false, isOfRatio: false);

    public bool IsMetBy(Figure figure)
    {
        var value = isOfRatio ? figure.Ratio.Median : figure.Ours.Median;
        return figure.Failures.Count == 0 && (isFloor ? value >= limit : value <= limit);
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(isFloor ? "at least" : "at most")} {limit:0.##}{(isOfRatio ? " x" : "")}");
}
