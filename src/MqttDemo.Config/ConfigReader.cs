using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MqttDemo.Config;

/// <summary>
/// Walks through config.json once, by <see cref="ConfigKeys"/>: strict about unknown keys, lenient about comments and
/// trailing commas. By hand, because the serializer takes longer to get ready than everything else that a program does
/// before its first message.
/// </summary>
/// <param name="text">UTF-8, without a byte order mark.</param>
/// <param name="path">The file's name, for the error.</param>
/// <param name="mistakes">Takes each mistake, and the rest is read all the same; null throws the first.</param>
ref struct ConfigReader(ReadOnlySpan<byte> text, string path, List<MqttDemoException>? mistakes = null)
{
    static readonly JsonReaderOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    readonly ReadOnlySpan<byte> text = text;
    Utf8JsonReader json = new(text, Lenient);

    // The complaint if the next value is not what it should be.
    string complaint = "expected an object with settings";

    // The name of the profile that is being read.
    string? profile = null;

    /// <summary>The settings at the top of the file, and those of each profile.</summary>
    /// <exception cref="MqttDemoException">The text is not what it should be.</exception>
    public (SettingsLayer Settings, IReadOnlyDictionary<string, SettingsLayer> Profiles) ReadAll()
    {
        if (text.IsEmpty)
        {
            throw Usage($"{path} is empty; a configuration without settings is written {{}}");
        }

        try
        {
            json.Read();
            var profiles = new Dictionary<string, SettingsLayer>();
            var settings = Object(SettingsLayer.None, profiles);
            // What follows the object is a mistake that the reader tells.
            json.Read();
            return (settings, profiles);
        }
        catch (JsonException e)
        {
            var what = BreaksOff ? "it breaks off: is a } missing at its end?" : FirstSentence(e.Message);
            throw Usage($"{path}, line {e.LineNumber + 1}: not valid JSON: {what}", cause: e);
        }
    }

    /// <summary>All of it has been read, and something in it is not closed.</summary>
    readonly bool BreaksOff =>
        json.CurrentDepth > 0 && text[(int)json.BytesConsumed..].IndexOfAnyExcept(" \t\r\n"u8) < 0;

    /// <summary>The settings of an object, with those that were read before it.</summary>
    SettingsLayer Object(SettingsLayer layer, Dictionary<string, SettingsLayer>? profiles, bool isWill = false)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw Mistake(complaint);
        }

        var given = new HashSet<string>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var depth = json.CurrentDepth;
            try
            {
                layer = Property(layer, profiles, isWill, given);
            }
            catch (MqttDemoException e) when (mistakes is not null)
            {
                mistakes.Add(e);
                SkipValue(depth);
            }
        }

        return layer;
    }

    /// <summary>The rest of the value at this depth, wherever in it a mistake was found.</summary>
    void SkipValue(int depth)
    {
        if (json.CurrentDepth == depth)
        {
            json.Skip();
        }

        while (json.CurrentDepth > depth)
        {
            json.Read();
        }
    }

    /// <summary>A name and its value.</summary>
    SettingsLayer Property(
        SettingsLayer layer, Dictionary<string, SettingsLayer>? profiles, bool isWill, HashSet<string> given)
    {
        var name = Unescaped();
        var setting = ConfigKeys.Find(isWill ? ConfigKeys.Will : null, name);
        var expected = setting?.Type.Expected ?? (isWill ? null : ConfigKeys.ExpectedOf(name));
        if (expected is null)
        {
            throw Unknown(name, isWill ? ConfigKeys.OfWill() : ConfigKeys.Top());
        }

        if (!given.Add(name))
        {
            throw Mistake($"'{name}' is given twice");
        }

        complaint = $"'{name}'{(isWill ? " of the will" : "")} must be {expected}";
        json.Read();
        if (json.TokenType != JsonTokenType.Null)
        {
            layer = setting is null
                ? Part(name, layer, profiles)
                : layer.With(setting, Value(name, setting, layer));
        }

        return layer;
    }

    /// <summary>What is no setting itself.</summary>
    SettingsLayer Part(string name, SettingsLayer layer, Dictionary<string, SettingsLayer>? profiles)
    {
        switch (name)
        {
            case ConfigKeys.Will:
                return Object(layer, profiles: null, isWill: true);
            case ConfigKeys.Profiles:
                ReadProfiles(profiles);
                break;
            default:
                // The name of the schema is for editors.
                _ = json.TokenType == JsonTokenType.String ? Unescaped() : throw Mistake(complaint);
                break;
        }

        return layer;
    }

    /// <summary>The value that comes next, checked as that of the option is.</summary>
    object Value(string name, Setting setting, SettingsLayer layer)
    {
        if (layer.Rival(setting) is { } rival)
        {
            throw Mistake($"'{rival.Key.Split('.')[^1]}' and '{name}' cannot be used together");
        }

        if (setting.Type.TakesMany)
        {
            return Texts();
        }

        var written = (json.TokenType, setting.Type.JsonType) switch
        {
            (JsonTokenType.True, "boolean") => "true",
            (JsonTokenType.False, "boolean") => "false",
            (JsonTokenType.String, "string") => Unescaped(),
            (JsonTokenType.Number, "integer" or "number") => json.GetDouble().ToString(CultureInfo.InvariantCulture),
            _ => throw Mistake(setting.IsSecret("") ? complaint : $"{complaint}, not {Shown()}"),
        };
        var (value, expected) = setting.ReadJson(written);
        return expected is null
            ? value!
            : throw Mistake(
                $"'{name}' must be {expected}, not "
                + $"{(json.TokenType == JsonTokenType.String ? $"'{written}'" : written)}");
    }

    List<string> Texts()
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Mistake(complaint);
        }

        var texts = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(json.TokenType == JsonTokenType.String ? Unescaped() : throw Mistake(complaint));
        }

        return texts;
    }

    void ReadProfiles(Dictionary<string, SettingsLayer>? profiles)
    {
        if (profiles is null)
        {
            throw Mistake($"profile '{profile}' has profiles of its own; they belong at the top of the file");
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw Mistake(complaint);
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            profile = Unescaped();
            complaint = $"expected an object with settings for profile '{profile}'";
            json.Read();
            if (!profiles.TryAdd(profile, Object(SettingsLayer.None, profiles: null)))
            {
                throw Mistake($"profile '{profile}' is given twice");
            }
        }

        profile = null;
    }

    /// <summary>What was probably meant; otherwise all that there is.</summary>
    readonly MqttDemoException Unknown(string name, IReadOnlyList<string> keys)
    {
        var mistake = $"'{name}' is not a setting";
        if (Spelling.Nearest(name, keys) is { } near)
        {
            return Mistake($"{mistake}; did you mean '{near}'?");
        }

        var isProfile = profile is not null;
        return RunSettings.All.FirstOrDefault(
            setting => keys.Contains(setting.Key) && setting.Type.Choices?.Contains(name) == true) is { } owner
            ? Mistake($"{mistake}; did you mean \"{owner.Key}\": \"{name}\"?")
            : Mistake(
                mistake,
                hint: $"the settings are {string.Join(", ", keys.Where(IsSetting))}");

        bool IsSetting(string key) => key != ConfigKeys.Schema && !(isProfile && key == ConfigKeys.Profiles);
    }

    readonly string Unescaped()
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Mistake("a text has half of a surrogate pair (\\ud800 to \\udfff), which is no character", cause: e);
        }
    }

    /// <summary>The value that stands there, as it is written; its kind where that is long.</summary>
    readonly string Shown() => json.TokenType switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        _ when json.ValueSpan.Length > 40 => "a long text",
        JsonTokenType.String => $"the text \"{Encoding.UTF8.GetString(json.ValueSpan)}\"",
        _ => Encoding.UTF8.GetString(json.ValueSpan),
    };

    readonly MqttDemoException Mistake(string what, string? hint = null, Exception? cause = null) =>
        Usage($"{path}, line {text[..(int)json.TokenStartIndex].Count((byte)'\n') + 1}: {what}", hint, cause);

    static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message.TrimEnd('.') : message[..end];
    }
}
