namespace MqttDemo.Benchmarks.Results;

/// <summary>One line of the table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Of the values.</param>
/// <param name="Rounds">What each round gave.</param>
/// <param name="Wanted">What it should come to, if that has been said.</param>
sealed record Figure(string Name, string Unit, IReadOnlyList<Round> Rounds, Wanted? Wanted = null)
{
    /// <summary>Rounds of ours that do not count, and why.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>Rounds of theirs that do not count, and why.</summary>
    public IReadOnlyList<string> TheirFailures { get; init; } = [];

    public Spread Ours => Spread.Of(Rounds.Select(round => round.Ours).Where(double.IsFinite));

    public Spread Theirs => Spread.Of(Rounds.Select(round => round.Theirs).Where(double.IsFinite));

    public Spread Ratio => Spread.Of(Rounds.Select(round => round.Ratio).Where(double.IsFinite));

    public bool IsMet => Wanted?.IsMetBy(this) ?? Failures.Count == 0;
}
