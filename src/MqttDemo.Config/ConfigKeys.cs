namespace MqttDemo.Config;

/// <summary>The keys of the objects in config.json.</summary>
static class ConfigKeys
{
    public const string Profiles = "profiles";

    public const string Schema = "$schema";

    /// <summary>The object whose settings have keys of their own.</summary>
    public const string Will = "will";

    /// <summary>The keys at the top of the file, for the errors.</summary>
    public static IReadOnlyList<string> Top() =>
        [.. Settings.OfFile.Select(setting => setting.TopKey).Distinct(), Profiles, Schema];

    /// <summary>The keys in the object, for the errors.</summary>
    public static IReadOnlyList<string> OfWill() =>
        [.. Settings.Will.All.Select(setting => setting.Key[(Will.Length + 1)..])];

    /// <summary>The setting with this key; null where there is none.</summary>
    /// <param name="parent">The key of the object that it is in; null is the top of the file.</param>
    /// <param name="name">Its own key there.</param>
    public static Setting? Find(string? parent, string name)
    {
        var key = parent is null ? name : $"{parent}.{name}";
        // A loop, because each start reads a file.
        foreach (var setting in Settings.All)
        {
            if (setting.Key == key && setting.TopKey == (parent ?? name) && !setting.IsOptionOnly)
            {
                return setting;
            }
        }

        return null;
    }

    /// <summary>
    /// What the value of a key that is no setting has to be, as the end of "must be"; null where there is no such key.
    /// </summary>
    public static string? ExpectedOf(string key) => key switch
    {
        Profiles => "an object with a group of settings for each profile's name",
        Will => "an object: what the broker publishes when this client vanishes",
        Schema => "a text",
        _ => null,
    };
}
