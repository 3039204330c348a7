namespace MqttDemo.Config;

/// <summary>
/// The settings that one source gives (the command line, the environment, a profile, config.json), or all sources
/// together. Nothing in it changes.
/// </summary>
public sealed class SettingsLayer
{
    readonly GivenSetting[] all;

    SettingsLayer(GivenSetting[] all) => this.all = all;

    /// <summary>Where none is given.</summary>
    public static SettingsLayer None { get; } = new([]);

    internal IReadOnlyList<GivenSetting> All => all;

    /// <summary>The value of a setting; null where it is not given.</summary>
    /// <typeparam name="T">The type of its value, which can be null.</typeparam>
    /// <param name="setting">The setting.</param>
    public T? Get<T>(Setting<T> setting) => Find(setting) is { } value ? (T)value : default;

    /// <summary>The value of a setting that has a default; the default where it is not given.</summary>
    /// <typeparam name="T">The type of its value.</typeparam>
    /// <param name="setting">The setting.</param>
    public T GetOrDefault<T>(Setting<T?> setting)
        where T : struct => Get(setting) ?? setting.Default!.Value;

    /// <summary>These and one more, in place of the value that the setting had.</summary>
    /// <typeparam name="T">The type of its value, which can be null.</typeparam>
    /// <param name="setting">The setting.</param>
    /// <param name="value">Its value; null changes nothing.</param>
    public SettingsLayer With<T>(Setting<T> setting, T value) => value is null ? this : With((Setting)setting, value);

    /// <summary>The same for a value that the setting has read itself.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="value">Its value.</param>
    public SettingsLayer With(Setting setting, object value) => new([.. Without(setting).all, new(setting, value)]);

    /// <summary>These without some.</summary>
    /// <param name="settings">The settings that are left out.</param>
    public SettingsLayer Without(params IReadOnlyList<Setting> settings) =>
        new(Array.FindAll(all, given => !settings.Contains(given.Setting)));

    /// <summary>Those settings that hold a secret: a password, or a header that stands for one.</summary>
    public IReadOnlyList<Setting> FindSecrets() => Array.ConvertAll(
        Array.FindAll(all, static given => given.Setting.IsSecret(given.Value)), static given => given.Setting);

    /// <summary>
    /// One layer of many, the first being the one that wins. A layer that names a broker gives its login for that
    /// broker: where another is chosen, its password is not sent there. The same with a user and the password
    /// beside it.
    /// </summary>
    /// <param name="layers">From the one that wins to the one that is asked last.</param>
    /// <exception cref="MqttDemoException">The broker that is chosen is not an address.</exception>
    public static SettingsLayer Merge(params IEnumerable<SettingsLayer> layers) => MergeStepwise(layers).Last();

    /// <summary>What is given by the first layer, by the first two, and so on.</summary>
    internal static IEnumerable<SettingsLayer> MergeStepwise(IEnumerable<SettingsLayer> layers)
    {
        var merged = None;
        foreach (var layer in layers)
        {
            merged = merged.Over(layer.WithoutLoginOf(merged).WithUrlParts());
            yield return merged;
        }
    }

    internal object? Find(Setting setting) => Array.Find(all, given => given.Setting == setting)?.Value;

    /// <summary>Something is given under this key of config.json.</summary>
    internal bool Has(string key) => Array.Exists(all, given => given.Setting.TopKey == key);

    /// <summary>A setting that is given and that another one excludes; null is none.</summary>
    internal Setting? Rival(Setting setting) =>
        Array.Find(all, given => given.Setting != setting && given.Setting.Displaces(setting))?.Setting;

    /// <summary>This layer on top of another: what is given here wins, with all that it implies.</summary>
    SettingsLayer Over(SettingsLayer lower)
    {
        var own = all.Where(given => given.Implies).Aggregate(
            this, static (layer, given) => layer.Turn(given.Setting.Implies!));
        return new([.. own.all, .. lower.all.Where(other => !own.Overrides(other.Setting))]);
    }

    SettingsLayer Turn(Setting<bool?> on) => Find(on) is null ? With(on, true) : this;

    bool Overrides(Setting lower) => Array.Exists(
        all, given => given.Setting.Displaces(lower) || given.Setting == lower.BelongsTo);

    SettingsLayer WithoutLoginOf(SettingsLayer higher)
    {
        var isForAnotherBroker = higher.Find(Settings.Broker.Address) is not null
            && Find(Settings.Broker.Address) is not null;
        var isForAnotherUser = higher.Find(Settings.Login.Username) is not null
            && Find(Settings.Login.Username) is not null;
        var layer = isForAnotherBroker ? Without(Settings.Broker.Address) : this;
        return isForAnotherBroker || isForAnotherUser
            ? layer.Without(Settings.Login.Username, Settings.Login.Password, Settings.Login.PasswordFile)
            : layer;
    }

    /// <summary>
    /// The layer with what the URL of its broker carries along (user, password, topic) in its proper place.
    /// </summary>
    SettingsLayer WithUrlParts()
    {
        if (Get(Settings.Broker.Address) is not { } broker)
        {
            return this;
        }

        var references = BrokerReference.ParseList(broker);
        var credentials = references.FirstOrDefault(r => r.Credentials is not null)?.Credentials;
        var topic = references.FirstOrDefault(r => r.Topic is not null)?.Topic;
        return WithMissing(Settings.Messages.Topic, topic)
            .WithMissing(Settings.Login.Username, credentials?.Username)
            .WithMissing(
                Settings.Login.Password, Find(Settings.Login.PasswordFile) is null ? credentials?.Password : null);
    }

    SettingsLayer WithMissing(Setting<string?> setting, string? value) =>
        Find(setting) is null ? With(setting, value) : this;

    /// <summary>Which settings are given, without their values.</summary>
    public override string ToString() => string.Join(", ", all.Select(given => given.Setting.Key));
}

/// <summary>A setting with the value that a source gives it.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Value">Its value.</param>
sealed record GivenSetting(Setting Setting, object Value)
{
    /// <summary>It turns on what it implies: not where it is turned off itself, or an empty list.</summary>
    public bool Implies => Setting.Implies is not null && Value is not (false or IReadOnlyList<string> { Count: 0 });

    /// <summary>Without the value, which can be a secret.</summary>
    public override string ToString() => Setting.Key;
}
