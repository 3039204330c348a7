using System.Text.Unicode;

namespace MqttDemo.Config;

/// <summary>What config.json gives.</summary>
/// <param name="Settings">The settings at its top.</param>
/// <param name="Profiles">Groups of settings to choose from.</param>
public sealed record ConfigFile(SettingsLayer Settings, IReadOnlyDictionary<string, SettingsLayer> Profiles)
{
    /// <summary>Where there is none.</summary>
    public static ConfigFile None { get; } = new(SettingsLayer.None, new Dictionary<string, SettingsLayer>());

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MqttDemoException">It cannot be read or is not what it should be.</exception>
    public static ConfigFile Read(string path) =>
        Parse(FileUse.Read($"the config file {path}", path, File.ReadAllBytes), path);

    /// <summary>Every mistake in a file; the first is the one that <see cref="Read"/> throws.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MqttDemoException">It cannot be read, or is not JSON in UTF-8.</exception>
    public static IReadOnlyList<MqttDemoException> FindMistakes(string path)
    {
        var mistakes = new List<MqttDemoException>();
        try
        {
            Parse(FileUse.Read($"the config file {path}", path, File.ReadAllBytes), path, mistakes);
        }
        catch (MqttDemoException e) when (mistakes.Count > 0)
        {
            // Where it is no JSON any more, nothing more can be found.
            mistakes.Add(e);
        }

        return mistakes;
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <param name="path">The file's name, for the error.</param>
    /// <exception cref="MqttDemoException">It is not what it should be.</exception>
    public static ConfigFile Parse(ReadOnlySpan<byte> json, string path) => Parse(json, path, mistakes: null);

    static ConfigFile Parse(ReadOnlySpan<byte> json, string path, List<MqttDemoException>? mistakes)
    {
        var text = json[ByteOrderMark.LengthIn(json)..];
        if (!Utf8.IsValid(text) && ByteText.DefectOfLines(ByteText.Decode(text)) is { } defect)
        {
            throw Usage($"{path}, {defect}", "JSON must be UTF-8: save the file in that encoding");
        }

        var (settings, profiles) = new ConfigReader(text, path, mistakes).ReadAll();
        return new(settings, profiles);
    }
}
