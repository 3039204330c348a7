using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MqttDemo.Config;

/// <summary>
/// Walks through config.json once, by <see cref="ConfigKeys"/>: strict about unknown keys, lenient about comments and trailing commas. By hand, because
/// the serializer takes longer to get ready than everything else that a program does before its first message.
/// </summary>
/// <param name="text">UTF-8, without a byte order mark.</param>
/// <param name="path">The file's name, for the error.</param>
ref struct ConfigReader(ReadOnlySpan<byte> text, string path)
{
    static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    readonly ReadOnlySpan<byte> text = text;
    Utf8JsonReader json = new(text, Lenient);

    // The complaint if the next value is not what it should be.
    string complaint = "expected an object with settings";

    // The name of the profile that is being read.
    string? profile = null;

    /// <exception cref="MqttDemoException">The text is not what it should be (exit code 2).</exception>
    public SettingsLayer ReadAll()
    {
        if (text.IsEmpty)
        {
            throw Usage($"{path} is empty; a configuration without settings is written {{}}");
        }

        try
        {
            json.Read();
            var settings = Object(new SettingsLayer(), ConfigKeys.Settings);
            // What follows the object is a mistake that the reader tells.
            json.Read();
            return settings;
        }
        catch (JsonException e)
        {
            throw Usage($"{path}, line {e.LineNumber + 1}: not valid JSON: {FirstSentence(e.Message)}", cause: e);
        }
    }

    public string Text() => json.TokenType == JsonTokenType.String ? Unescaped() : throw Unexpected();

    public bool Flag() => json.TokenType is JsonTokenType.True or JsonTokenType.False ? json.GetBoolean() : throw Unexpected();

    public int Integer() => json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var value) ? value : throw Unexpected();

    public long LongInteger() => json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var value) ? value : throw Unexpected();

    public uint UnsignedInteger() => json.TokenType == JsonTokenType.Number && json.TryGetUInt32(out var value) ? value : throw Unexpected();

    public double Number() => json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var value) ? value : throw Unexpected();

    /// <summary>What was read so far of the settings of a run, with the value that comes next; it is checked as that of the option is.</summary>
    public RunValues RunValue<T>(RunValues values, RunSetting<T> setting)
    {
        if (values.Rival(setting) is { } rival)
        {
            throw Mistake($"'{rival.Key}' and '{setting.Key}' exclude each other");
        }

        var text = (json.TokenType, setting.Type.JsonType) switch
        {
            (JsonTokenType.True, "boolean") => "true",
            (JsonTokenType.False, "boolean") => "false",
            (JsonTokenType.String, "string") => Unescaped(),
            (JsonTokenType.Number, "integer" or "number") => Number().ToString(CultureInfo.InvariantCulture),
            _ => throw Mistake($"{complaint}, not {Shown()}"),
        };
        var (value, expected) = setting.Parse(text);
        return expected is null
            ? values.With(setting, value)
            : throw Mistake($"'{setting.Key}' must be {expected}, not {(json.TokenType == JsonTokenType.String ? $"'{text}'" : text)}");
    }

    public IReadOnlyList<string> Texts()
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Unexpected();
        }

        var texts = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(Text());
        }

        return texts;
    }

    public WillLayer Will() => Object(new WillLayer(), ConfigKeys.Will, " of the will");

    public IReadOnlyDictionary<string, SettingsLayer> Profiles()
    {
        if (profile is not null)
        {
            throw Mistake($"profile '{profile}' has profiles of its own; they belong at the top of the file");
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw Unexpected();
        }

        var profiles = new Dictionary<string, SettingsLayer>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            profile = Unescaped();
            complaint = $"expected an object with settings for profile '{profile}'";
            json.Read();
            if (!profiles.TryAdd(profile, Object(new SettingsLayer(), ConfigKeys.Settings)))
            {
                throw Mistake($"profile '{profile}' is given twice");
            }
        }

        profile = null;
        return profiles;
    }

    T Object<T>(T settings, IReadOnlyDictionary<string, ConfigKey<T>> keys, string whose = "")
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw Unexpected();
        }

        var given = new HashSet<string>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Unescaped();
            var key = keys.GetValueOrDefault(name) ?? throw Unknown(name, keys.Keys);
            if (!given.Add(name))
            {
                throw Mistake($"'{name}' is given twice");
            }

            complaint = $"'{name}'{whose} must be {key.Expected}";
            json.Read();
            if (json.TokenType != JsonTokenType.Null)
            {
                settings = key.Read(settings, ref this);
            }
        }

        return settings;
    }

    /// <summary>What was probably meant; otherwise all that there is.</summary>
    readonly MqttDemoException Unknown(string name, IEnumerable<string> keys)
    {
        var mistake = $"'{name}' is not a setting";
        if (Spelling.Nearest(name, keys) is { } near)
        {
            return Mistake($"{mistake}; did you mean '{near}'?");
        }

        var isProfile = profile is not null;
        return RunSettings.All.FirstOrDefault(setting => keys.Contains(setting.Key) && setting.Type.Choices?.Contains(name) == true) is { } owner
            ? Mistake($"{mistake}; did you mean \"{owner.Key}\": \"{name}\"?")
            : Mistake(mistake, hint: $"the settings are {string.Join(", ", keys.Where(key => key != "$schema" && !(isProfile && key == "profiles")))}");
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

    readonly MqttDemoException Unexpected() => Mistake(complaint);

    readonly MqttDemoException Mistake(string what, string? hint = null, Exception? cause = null) =>
        Usage($"{path}, line {text[..(int)json.TokenStartIndex].Count((byte)'\n') + 1}: {what}", hint, cause);

    static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message.TrimEnd('.') : message[..end];
    }
}
