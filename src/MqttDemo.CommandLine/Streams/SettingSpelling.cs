using MqttDemo.Config;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// How settings are spelled in what the user reads: by the key and the file, or the variable, that gives the value in
/// force; otherwise by the option, by the name of it that was typed.
/// </summary>
/// <param name="origins">Where the settings in force come from.</param>
public sealed class SettingSpelling(ISettingOrigins origins)
{
    /// <summary>By the options.</summary>
    public static SettingSpelling Options { get; } = new(SettingOrigins.Unknown);

    /// <summary>As far as a failure knows where they come from; otherwise by the options.</summary>
    public static SettingSpelling For(MqttDemoException failure) =>
        failure.Origins is { } known ? new(known) : Options;

    /// <summary>A sentence names each file once.</summary>
    public string Spell(Sentence sentence)
    {
        var told = new HashSet<SettingOrigin>();
        return sentence.Spell(
            mention => Placed(mention) is { } setting
                ? Spell(mention, setting, told)
                : mention.Spell(origins.OptionOf));
    }

    /// <summary>
    /// What to do about a failure, and where those of its settings come from that were not typed and that it does not
    /// name.
    /// </summary>
    public string? Hint(MqttDemoException failure)
    {
        var named = failure.Sentence.Mentions.Concat(failure.Hint?.Mentions ?? [])
            .Select(Placed).OfType<Setting>()
            .Select(setting => setting.TopKey)
            .ToHashSet();
        return failure.With(
            origins.Tell(failure.Settings.Where(setting => !named.Contains(setting.TopKey)))).Hint is { } hint
            ? Spell(hint)
            : null;
    }

    /// <summary>The one that is meant, if it comes from where it has no option; otherwise null.</summary>
    Setting? Placed(SettingMention mention)
    {
        var given = mention.Settings.FirstOrDefault(setting => origins.Find(setting) is not null);
        return given is not null && origins.Find(given) is not SettingOrigin.Typed ? given : null;
    }

    string Spell(SettingMention mention, Setting setting, HashSet<SettingOrigin> told) => origins.Find(setting) switch
    {
        SettingOrigin.InFile file when !told.Add(file) => Key(mention, setting),
        SettingOrigin.InFile { Profile: { } profile } file =>
            $"{Key(mention, setting)} in profile '{profile}' of {file.Path}",
        SettingOrigin.InFile file => $"{Key(mention, setting)} in {file.Path}",
        _ => mention.Value is { } value ? $"{setting.Variable}={value}" : setting.Variable!,
    };

    /// <summary>
    /// As it is written in the file: a flag with its value, because that it is there says nothing yet.
    /// </summary>
    static string Key(SettingMention mention, Setting setting)
    {
        var inner = setting.Key[(setting.Key.IndexOf('.') + 1)..];
        var value = (mention.Value, setting.Type.JsonType) switch
        {
            (null, "boolean") => ": true",
            (null, _) => "",
            (var text, "string") => $": \"{text.Trim('\'')}\"",
            (var text, "array") => $": [\"{text.Trim('\'')}\"]",
            var (text, _) => $": {text}",
        };
        return $"\"{inner}\"{value}{(inner == setting.Key ? "" : $" of \"{setting.TopKey}\"")}";
    }
}
