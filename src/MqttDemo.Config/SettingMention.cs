namespace MqttDemo.Config;

/// <summary>A setting in a <see cref="Sentence"/>.</summary>
/// <param name="Settings">The setting, or several of which one will do.</param>
/// <param name="Value">The value that is advised, as it would be typed; null is none.</param>
public sealed record SettingMention(IReadOnlyList<Setting> Settings, string? Value = null)
{
    /// <summary>The setting; of several the first.</summary>
    public Setting Setting => Settings[0];

    /// <summary>As an option of the setting.</summary>
    /// <param name="option">The name of the option.</param>
    public string WithOption(string option) => Value switch
    {
        null or "true" => option,
        "false" when Setting.Off is { } off => off,
        _ => $"{option} {Value}",
    };

    /// <summary>By its option; several with all ways to give them.</summary>
    /// <param name="optionOf">Which of its names the option of a setting has there.</param>
    public string Spell(Func<Setting, string> optionOf)
    {
        if (Settings is [var only])
        {
            return WithOption(optionOf(only));
        }

        string[] ways = [
            .. Settings.SelectMany(setting => new[] { setting.Variable, optionOf(setting) }).OfType<string>()];
        return $"{string.Join(", ", ways[..^1])} or {ways[^1]}";
    }

    /// <summary>By the option that a sentence names.</summary>
    public override string ToString() => Spell(setting => setting.ShownOption);
}

/// <summary>
/// A setting that is to stand in a <see cref="Sentence"/>. The compiler lets it into no string: there nobody could
/// spell it as the user has given it.
/// </summary>
public readonly ref struct NamedSetting
{
    internal NamedSetting(SettingMention mention) => Mention = mention;

    /// <summary>The setting.</summary>
    public SettingMention Mention { get; }
}
