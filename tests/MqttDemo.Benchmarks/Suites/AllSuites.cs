using MqttDemo.Benchmarks.Results;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>What can be measured, by the names of <c>--only</c>.</summary>
static class AllSuites
{
    /// <summary>What a quick look measures unless told otherwise: two minutes.</summary>
    public static IReadOnlyList<string> Quick { get; } = ["start", "streams", "latency", "large"];

    public static IReadOnlyDictionary<string, Func<Plan, IAsyncEnumerable<Figure>>> ByName { get; } =
        new Dictionary<string, Func<Plan, IAsyncEnumerable<Figure>>>
        {
            ["start"] = StartUp.MeasureAsync,
            ["streams"] = Streams.MeasureAsync,
            ["ceiling"] = Ceiling.MeasureAsync,
            ["matrix"] = Matrix.MeasureAsync,
            ["latency"] = Latency.MeasureAsync,
            ["rhythms"] = Latency.MeasureRhythmsAsync,
            ["large"] = LargeMessage.MeasureAsync,
            ["filters"] = Growth.MeasureFiltersAsync,
            ["tls"] = Encryption.MeasureAsync,
            ["lines"] = Growth.MeasureLinesAsync,
        };
}
