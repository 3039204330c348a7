namespace MqttDemo.Subscriber.Filters;

/// <summary>Which messages are wanted.</summary>
/// <param name="UnwantedTopics">No messages whose topic matches one of these filters.</param>
/// <param name="Retained">True: only retained messages; false: none of them; null: both.</param>
/// <param name="Match">Only payloads that match this regular expression.</param>
/// <param name="OnlyChanged">Only payloads that differ from the last of their topic.</param>
/// <param name="Throttle">At most one message of a topic in this time.</param>
/// <param name="RandomPercent">How many of them, chosen at random.</param>
sealed record FilterSettings(
    IReadOnlyList<string> UnwantedTopics,
    bool? Retained = null,
    string? Match = null,
    bool OnlyChanged = false,
    TimeSpan? Throttle = null,
    double? RandomPercent = null);
