using MqttDemo.Benchmarks.Programs;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>How thorough to be, and with what.</summary>
/// <param name="Ours">The native pair.</param>
/// <param name="Workspace">Where files go.</param>
/// <param name="IsQuick">Fewer rounds and shorter streams: for a look, not for the record.</param>
sealed record Plan(Tools Ours, Workspace Workspace, bool IsQuick)
{
    /// <summary>How often each pair is measured, in turns.</summary>
    public int Rounds => IsQuick ? 3 : 7;

    /// <summary>What is measured at every QoS, or for a look at one.</summary>
    public IReadOnlyList<int> QualitiesOfService => IsQuick ? [1] : [0, 1, 2];

    /// <summary>
    /// The pairs to measure in this round: each begins as often as the other, since the second finds the machine
    /// warmer.
    /// </summary>
    public static IEnumerable<T> Turns<T>(int round, IReadOnlyList<T> pairs) =>
        round % 2 == 0 ? pairs : pairs.Reverse();
}
