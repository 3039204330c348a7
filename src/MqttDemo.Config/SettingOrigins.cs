namespace MqttDemo.Config;

/// <summary>
/// Which source gave each of the settings in force, for an error that says that one of them is wrong. Worked out when
/// somebody asks, which is seldom.
/// </summary>
public sealed class SettingOrigins : ISettingOrigins
{
    readonly IReadOnlyList<SettingsSource> sources;
    readonly Func<Setting, string?> typedAs;

    internal SettingOrigins(IReadOnlyList<SettingsSource> sources, Func<Setting, string?> typedAs) =>
        (this.sources, this.typedAs) = (sources, typedAs);

    /// <summary>Where nothing is known of.</summary>
    public static SettingOrigins Unknown { get; } = new([], _ => null);

    /// <inheritdoc/>
    public string? Tell(params IEnumerable<Setting> settings)
    {
        var told = settings.Select(setting => setting.TopKey).Distinct()
            .Select(key => (Key: key, Place: Find(key)?.Place(key)))
            .Where(one => one.Place is not null)
            .GroupBy(one => one.Place, one => one.Key)
            .Select(keys => $"{string.Join(" and ", keys)} {(keys.Count() == 1 ? "is" : "are")} set {keys.Key}")
            .ToArray();
        return told.Length == 0 ? null : string.Join("; ", told);
    }

    /// <inheritdoc/>
    public SettingOrigin? Find(Setting setting) => SourceOf(setting)?.Origin;

    /// <summary>The source that gives the value in force of a setting; null as above.</summary>
    internal SettingsSource? SourceOf(Setting setting) =>
        SettingsLayer.MergeStepwise(sources.Select(source => source.Layer))
            .Zip(sources)
            .FirstOrDefault(step => step.First.Find(setting) is not null)
            .Second is { } source && source.Layer.Find(setting) is not null ? source : null;

    /// <inheritdoc/>
    public string OptionOf(Setting setting) => typedAs(setting) ?? setting.ShownOption;

    /// <summary>A line for each source, with the keys of what it gave: no value, because one may be a secret.</summary>
    public IEnumerable<string> Lines()
    {
        var found = Settings.OfFile.Select(setting => setting.TopKey).Distinct().ToLookup(Find);
        return sources.Select(
            source =>
                $"{source.Name}: {(found[source].Any() ? string.Join(", ", found[source]) : "nothing that counts")}");
    }

    /// <summary>The source of a setting; null when it has its default.</summary>
    internal SettingsSource? Find(string key)
    {
        if (key == Settings.Broker.Address.Key)
        {
            // Also where it is invalid: then nothing more can be said about the sources below it.
            return sources.FirstOrDefault(source => source.Layer.Has(key));
        }

        // A loop, because each start asks for the topic and the message.
        SettingsSource? source = null;
        var i = 0;
        foreach (var merged in SettingsLayer.MergeStepwise(sources.Select(one => one.Layer)))
        {
            if (merged.Has(key))
            {
                source = sources[i];
                break;
            }

            i++;
        }

        // What follows from another setting (TLS, from its files) comes from nowhere; what a URL carries along, from
        // there.
        return source?.Layer is { } layer && (layer.Has(key) || key is "topic" or "username" or "password")
            ? source
            : null;
    }
}

/// <summary>What one source gives.</summary>
/// <param name="Name">What it is: a file, the environment...</param>
/// <param name="Layer">What it gives.</param>
/// <param name="Origin">What it is for a setting in it.</param>
/// <param name="Place">Where in it a setting stands, as the end of "is set"; null where it was typed.</param>
sealed record SettingsSource(string Name, SettingsLayer Layer, SettingOrigin Origin, Func<string, string?> Place)
{
    /// <summary>The line of an options file that gives a setting, by its key; null is the source itself.</summary>
    public Func<string, string?> Line { get; init; } = _ => null;

    /// <summary>What gives a setting, by its key.</summary>
    public string NameOf(string key) => Line(key) ?? Name;
}
