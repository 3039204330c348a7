namespace MqttDemo.Benchmarks.Results;

/// <summary>Median, least and most of several values.</summary>
readonly record struct Spread(double Median, double Least, double Most)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0
            ? new(double.NaN, double.NaN, double.NaN)
            : new((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }
}
