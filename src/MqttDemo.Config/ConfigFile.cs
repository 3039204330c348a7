using System.Text.Json;
using System.Text.RegularExpressions;

namespace MqttDemo.Config;

/// <summary>Reads config.json and says where and why it cannot.</summary>
public static partial class ConfigFile
{
    /// <summary>The keys of the file and what each of them expects. A test holds them against the record and the JSON schema.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Keys = new Dictionary<string, string>
    {
        ["broker"] = "a text: host, host:port or a URL",
        ["port"] = "a whole number from 1 to 65535",
        ["topic"] = "a text",
        ["message"] = "a text",
        ["username"] = "a text",
        ["password"] = "a text",
        ["passwordFile"] = "a text: the path of a file",
        ["protocolVersion"] = "a number: 5, 311 or 31",
        ["clientId"] = "a text",
        ["clientIdPrefix"] = "a text",
        ["keepAlive"] = "a whole number of seconds from 0 to 65535",
        ["keepSession"] = "true or false",
        ["sessionExpiry"] = "a whole number of seconds, -1 for ever",
        ["maxInflight"] = "a whole number from 1 to 65535",
        ["tls"] = "true or false",
        ["caFile"] = "a text: the path of a file",
        ["cert"] = "a text: the path of a file",
        ["key"] = "a text: the path of a file",
        ["keyPasswordFile"] = "a text: the path of a file",
        ["insecure"] = "true or false",
        ["caPath"] = "a text: the path of a folder",
        ["tlsUseOsCerts"] = "true or false",
        ["pfx"] = "a text: the path of a file",
        ["tlsVersion"] = "a text: tlsv1.2 or tlsv1.3",
        ["tlsAlpn"] = "a text: names of protocols, separated by commas",
        ["ciphers"] = "a text: names of cipher suites, separated by colons",
        ["serverName"] = "a text: a host name",
        ["pin"] = "a list of texts such as sha256/BASE64",
        ["tlsKeylog"] = "a text: the path of a file",
        ["ws"] = "true or false",
        ["wsPath"] = "a text: a path",
        ["wsHeader"] = "a list of texts such as Name: value",
        ["proxy"] = "a text: a URL with socks5h:// or http://",
        ["bindAddress"] = "a text: a host name or an IP address",
        ["srv"] = "true or false",
        ["connectTimeout"] = "a number of seconds",
        ["retry"] = "true or false",
        ["will"] = "an object: what the broker publishes when this client vanishes",
        ["authenticationMethod"] = "a text: SCRAM-SHA-256",
        ["followRedirect"] = "true or false",
        ["profiles"] = "an object with a group of settings for each profile's name",
        ["$schema"] = "a text",
    };

    /// <summary>The keys of a will and what each of them expects.</summary>
    internal static readonly IReadOnlyDictionary<string, string> WillKeys = new Dictionary<string, string>
    {
        ["topic"] = "a text",
        ["payload"] = "a text",
        ["file"] = "a text: the path of a file",
        ["qos"] = "0, 1 or 2",
        ["retain"] = "true or false",
        ["delayInterval"] = "a whole number of seconds",
    };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MqttDemoException">It cannot be read (exit code 7) or is not what it should be (exit code 2).</exception>
    public static SettingsLayer Read(string path)
    {
        byte[] json;
        try
        {
            json = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"the config file {path} cannot be read: {e.Message}", cause: e);
        }

        return Parse(json, path);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <param name="path">The file's name, for the error.</param>
    /// <exception cref="MqttDemoException">It is not what it should be (exit code 2).</exception>
    public static SettingsLayer Parse(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            var layer = JsonSerializer.Deserialize(WithoutByteOrderMark(json), ConfigJson.Default.SettingsLayer)
                ?? throw new MqttDemoException(ExitCode.Usage, $"{path}: expected an object with settings, found null");
            return layer.Profiles?.FirstOrDefault(profile => profile.Value?.Profiles is not null) is { Key: { } name }
                ? throw new MqttDemoException(ExitCode.Usage, $"{path}: profile '{name}' has profiles of its own; they belong at the top of the file")
                : layer;
        }
        catch (JsonException e)
        {
            throw new MqttDemoException(ExitCode.Usage, $"{path}, line {e.LineNumber + 1}: {Explain(e)}", cause: e);
        }
    }

    static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;

    static string Explain(JsonException e)
    {
        if (UnknownKey().Match(e.Message) is { Success: true } unknown)
        {
            var key = unknown.Groups[1].Value;
            return $"'{key}' is not a setting" + (Spelling.Nearest(key, IsInWill(e) ? WillKeys.Keys : Keys.Keys) is { } near ? $"; did you mean '{near}'?" : "");
        }

        if (DuplicateKey().Match(e.Message) is { Success: true } duplicate)
        {
            return $"'{duplicate.Groups[1].Value}' is given twice";
        }

        if (e.InnerException is JsonException broken)
        {
            return $"not valid JSON: {FirstSentence(broken.Message)}";
        }

        // A value of the wrong type: the path ends in its key, or in its place in a list, unless it stands where a group of settings should.
        var path = PlaceInList().Replace(e.Path ?? "$", "").Split('.');
        if (IsInWill(e) && WillKeys.TryGetValue(path[^1], out var expectedOfWill))
        {
            return $"'{path[^1]}' of the will must be {expectedOfWill}";
        }

        var isGroup = path.Length == 1 || (path.Length == 3 && path[1] == "profiles");
        return !isGroup && Keys.TryGetValue(path[^1], out var expected)
            ? $"'{path[^1]}' must be {expected}"
            : $"expected an object with settings{(path.Length == 3 ? $" for profile '{path[2]}'" : "")}";
    }

    static bool IsInWill(JsonException e) => (e.Path ?? "").Contains(".will.", StringComparison.Ordinal);

    static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message.TrimEnd('.') : message[..end];
    }

    [GeneratedRegex("^The JSON property '([^']*)' could not be mapped")]
    private static partial Regex UnknownKey();

    [GeneratedRegex(@"\[\d+\]$")]
    private static partial Regex PlaceInList();

    [GeneratedRegex("^Duplicate property '([^']*)' encountered")]
    private static partial Regex DuplicateKey();
}
