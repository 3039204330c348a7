namespace MqttDemo.Benchmarks.Programs;

/// <summary>A publisher and a subscriber that take the same command line, mosquitto's.</summary>
/// <param name="Name">Whose they are.</param>
/// <param name="Publisher">The path of the program that publishes.</param>
/// <param name="Subscriber">The path of the program that subscribes.</param>
sealed record Tools(string Name, string Publisher, string Subscriber)
{
    /// <summary>What every measurement compares, in this order.</summary>
    public static IReadOnlyList<Tools> Both(Tools ours) => [ours, Theirs];

    public static Tools Theirs { get; } = new("theirs", "mosquitto_pub", "mosquitto_sub");

    /// <summary>This publisher with the other's subscriber.</summary>
    public Tools With(Tools other) => new($"{Name} to {other.Name}", Publisher, other.Subscriber);
}
