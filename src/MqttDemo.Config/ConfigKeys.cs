namespace MqttDemo.Config;

/// <summary>The keys of the objects in config.json.</summary>
static class ConfigKeys
{
    public const string Profiles = "profiles";

    public const string Schema = "$schema";

    /// <summary>The object whose settings have keys of their own.</summary>
    public const string Will = "will";

    /// <summary>The keys at the top of the file.</summary>
    public static IReadOnlyList<string> Top { get; } =
        [.. Settings.OfFile.Select(setting => setting.TopKey).Distinct(), Profiles, Schema];

    /// <summary>The keys in the object.</summary>
    public static IReadOnlyList<string> OfWill { get; } =
        [.. Settings.Will.All.Select(setting => setting.Key[(Will.Length + 1)..])];

    /// <summary>The setting with this key; null where there is none.</summary>
    /// <param name="key">With the object and a dot before it, if it is in one.</param>
    public static Setting? Find(string key) => Settings.OfFile.FirstOrDefault(setting => setting.Key == key);

    /// <summary>What the value of a key that is no setting has to be, as the end of "must be".</summary>
    public static string ExpectedOf(string key) => key switch
    {
        Profiles => "an object with a group of settings for each profile's name",
        Will => "an object: what the broker publishes when this client vanishes",
        _ => "a text",
    };
}
