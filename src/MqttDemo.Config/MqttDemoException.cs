namespace MqttDemo.Config;

/// <summary>
/// A failure we foresaw, told in a sentence the user can act on and shown without a stack trace.
/// Anything else that is thrown is a bug and keeps its trace.
/// </summary>
/// <param name="kind">What kind of failure it is.</param>
/// <param name="sentence">One sentence that a stranger understands, without a full stop.</param>
/// <param name="hint">What to do about it, where there is something to do.</param>
/// <param name="cause">The exception underneath, for a trace.</param>
public sealed class MqttDemoException(
    FailureKind kind, Sentence sentence, Sentence? hint = null, Exception? cause = null)
    : Exception(sentence.ToString(), cause)
{
    /// <summary>What kind of failure it is.</summary>
    public FailureKind Kind { get; } = kind;

    /// <summary>What has failed.</summary>
    public Sentence Sentence { get; } = sentence;

    /// <summary>What to do about it, or null.</summary>
    public Sentence? Hint { get; } = hint;

    /// <summary>The settings that it is about. The code that shows it says where they come from.</summary>
    public IReadOnlyList<Setting> Settings { get; private init; } = [];

    /// <summary>Where the settings in force come from; null where that is not known.</summary>
    public ISettingOrigins? Origins { get; private init; }

    /// <summary>
    /// Other failures that explain this one: they are shown before it, without their hints.
    /// </summary>
    public IReadOnlyList<MqttDemoException> Earlier { get; private init; } = [];

    /// <summary>The same failure, as one of these settings.</summary>
    /// <param name="settings">The settings.</param>
    public MqttDemoException About(params IReadOnlyList<Setting> settings) =>
        new(Kind, Sentence, Hint, InnerException) { Settings = settings, Origins = Origins, Earlier = Earlier };

    /// <summary>The same failure, as the last of several, with a hint of theirs where it has none.</summary>
    /// <param name="earlier">The others.</param>
    public MqttDemoException After(params IReadOnlyList<MqttDemoException> earlier)
    {
        var hint = Hint ?? earlier.LastOrDefault(other => other.Hint is not null)?.Hint;
        return new(Kind, Sentence, hint, InnerException) { Settings = Settings, Origins = Origins, Earlier = earlier };
    }

    /// <summary>The same failure with one more thing to know.</summary>
    /// <param name="more">It follows the hint that is there; null adds nothing.</param>
    public MqttDemoException With(Sentence? more)
    {
        Sentence? hint = Hint is null || more is null
            ? Hint ?? more
            : $"{Hint}{(Hint.ToString().EndsWith('?') ? "" : ";")} {more}";
        return new(Kind, Sentence, hint, InnerException) { Settings = Settings, Origins = Origins, Earlier = Earlier };
    }

    /// <summary>The same failure, where the settings are known.</summary>
    /// <param name="origins">Where they come from.</param>
    public MqttDemoException From(ISettingOrigins origins) =>
        new(Kind, Sentence, Hint, InnerException) { Settings = Settings, Origins = origins, Earlier = Earlier };

    /// <summary>The command line or a setting is invalid.</summary>
    /// <param name="sentence">One sentence that a stranger understands, without a full stop.</param>
    /// <param name="hint">What to do about it, where there is something to do.</param>
    /// <param name="cause">The exception underneath, for a trace.</param>
    public static MqttDemoException Usage(Sentence sentence, Sentence? hint = null, Exception? cause = null) =>
        new(FailureKind.Usage, sentence, hint, cause);
}
