namespace MqttDemo.Config;

/// <summary>
/// A failure we foresaw, told in a sentence the user can act on and shown without a stack trace.
/// Anything else that is thrown is a bug and keeps its trace.
/// </summary>
/// <param name="kind">What kind of failure it is.</param>
/// <param name="message">One sentence that a stranger understands, without a full stop.</param>
/// <param name="hint">What to do about it, where there is something to do.</param>
/// <param name="cause">The exception underneath, for --debug.</param>
public sealed class MqttDemoException(FailureKind kind, string message, string? hint = null, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>What kind of failure it is.</summary>
    public FailureKind Kind { get; } = kind;

    /// <summary>What to do about it, or null.</summary>
    public string? Hint { get; } = hint;

    /// <summary>The settings that it is about, by their keys in config.json. Who shows it tells where they come from.</summary>
    public IReadOnlyList<string> Settings { get; private init; } = [];

    /// <summary>Other failures that it takes to understand this one: they are told before it, without their hints.</summary>
    public IReadOnlyList<MqttDemoException> Earlier { get; private init; } = [];

    /// <summary>The same failure, as one of these settings.</summary>
    /// <param name="settings">Their keys in config.json.</param>
    public MqttDemoException About(params IReadOnlyList<string> settings) =>
        new(Kind, Message, Hint, InnerException) { Settings = settings, Earlier = Earlier };

    /// <summary>The same failure, as the last of several, with a hint of theirs where it has none.</summary>
    /// <param name="earlier">The others.</param>
    public MqttDemoException After(params IReadOnlyList<MqttDemoException> earlier) =>
        new(Kind, Message, Hint ?? earlier.LastOrDefault(other => other.Hint is not null)?.Hint, InnerException) { Settings = Settings, Earlier = earlier };

    /// <summary>The same failure with one more thing to know.</summary>
    /// <param name="hint">It follows the hint that is there; null adds nothing.</param>
    public MqttDemoException With(string? hint) => hint is null
        ? this
        : new(Kind, Message, Hint is null ? hint : $"{Hint}{(Hint.EndsWith('?') ? "" : ";")} {hint}", InnerException) { Settings = Settings, Earlier = Earlier };

    /// <summary>The command line or a setting makes no sense.</summary>
    /// <param name="message">One sentence that a stranger understands, without a full stop.</param>
    /// <param name="hint">What to do about it, where there is something to do.</param>
    /// <param name="cause">The exception underneath, for --debug.</param>
    public static MqttDemoException Usage(string message, string? hint = null, Exception? cause = null) => new(FailureKind.Usage, message, hint, cause);
}
