using System.Globalization;

namespace MqttDemo.Config;

/// <summary>A setting that is in force, as it is shown to the user.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Text">Its value as config.json would have it, without a secret.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record SettingInForce(Setting Setting, string Text, string Origin)
{
    /// <summary>An option or a variable gives it: neither config.json nor its default.</summary>
    public bool IsChosenForTheRun { get; init; }

    /// <summary>What is shown in place of a secret.</summary>
    public const string Hidden = "********";

    /// <summary>Those of a file that have a value or a default, in the order of their declaration.</summary>
    /// <param name="settings">The settings in force.</param>
    public static IEnumerable<SettingInForce> All(MqttSettings settings)
    {
        foreach (var setting in Settings.OfFile)
        {
            if (settings.Run.Find(setting) is { } value)
            {
                var source = SourceOf(setting, settings.Origins);
                yield return new(setting, ValueOf(setting, value), OriginOf(setting, settings, source))
                {
                    IsChosenForTheRun = source?.Origin is SettingOrigin.Typed or SettingOrigin.InVariable,
                };
            }
            else if (setting.DefaultText.Length > 0)
            {
                yield return new(setting, setting.DefaultText.Replace("`", "", StringComparison.Ordinal), "default");
            }
        }
    }

    /// <summary>What a URL carries along comes from where the URL does.</summary>
    static SettingsSource? SourceOf(Setting setting, SettingOrigins origins) =>
        origins.SourceOf(setting) ?? origins.Find(setting.TopKey);

    static string OriginOf(Setting setting, MqttSettings settings, SettingsSource? source)
    {
        var implying = Settings.All.FirstOrDefault(
            other => other.Implies == setting && settings.Run.Find(other) is not null);
        return source switch
        {
            null when implying is not null => $"follows from {implying.Key}",
            null => "default",
            { Origin: SettingOrigin.InVariable } when setting.Variable is { } variable => variable,
            _ => source.NameOf(setting.TopKey),
        };
    }

    static string ValueOf(Setting setting, object value) => value switch
    {
        IReadOnlyList<string> texts => string.Join(
            ", ", texts.Select(text => setting.IsSecret(new[] { text }) ? WithoutValue(text) : text)),
        string text when setting.IsSecret(value) => WithoutPassword(text),
        bool flag => flag ? "true" : "false",
        TimeSpan time => time.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ProtocolVersion version => version.Name().Replace(".", "", StringComparison.Ordinal),
        ConnectionSettings.NeverExpires => "-1",
        Enum choice => choice.ToString("D"),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    static string WithoutValue(string header) => $"{header.Split(':')[0]}: {Hidden}";

    /// <summary>Of a URL only what stands before its host is hidden; of anything else all.</summary>
    static string WithoutPassword(string text) => text.Contains("://", StringComparison.Ordinal)
        ? string.Join(',', text.Split(',').Select(WithoutUser))
        : Hidden;

    static string WithoutUser(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = url.LastIndexOf('@');
        return end < start ? url : $"{url[..start]}{Hidden}{url[end..]}";
    }
}
