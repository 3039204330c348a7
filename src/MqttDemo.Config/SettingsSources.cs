using System.Globalization;

namespace MqttDemo.Config;

/// <summary>
/// Where the settings come from. The first that gives a value wins: flag, environment, profile, config.json, default.
/// </summary>
/// <param name="AppName">publisher or subscriber: a generated client identifier begins with it.</param>
/// <param name="ExecutableDirectory">Where config.json lies when there is no other.</param>
/// <param name="Environment">Looks up an environment variable; null or empty is not given.</param>
public sealed record SettingsSources(string AppName, string ExecutableDirectory, Func<string, string?> Environment)
{
    /// <summary>The settings in force.</summary>
    /// <param name="flags">What the command line gives.</param>
    /// <param name="warn">Takes a sentence about something that works but should be mended.</param>
    /// <exception cref="MqttDemoException">A file cannot be read or a setting is invalid.</exception>
    public MqttSettings Read(SettingsLayer flags, Action<string> warn)
    {
        var environment = EnvironmentLayer();
        var (named, fileOrigin) = Named(Settings.General.ConfigFile, flags, environment);
        var path = named ?? FindConfigFile();
        var file = path is null
            ? ConfigFile.None
            : ReadFile(path, fileOrigin is null ? null : $"{fileOrigin} names that file");
        if (path is not null && HasPassword(file))
        {
            WarnIfOthersCanRead(path, "it holds a password", warn);
        }

        var (chosen, profileOrigin) = Named(Settings.General.Profile, flags, environment);
        var profileLayer = ChooseProfile(
            file, chosen, path, profileOrigin is null ? "" : $"; {profileOrigin} names it");
        environment = environment.Without(Settings.General.ConfigFile, Settings.General.Profile);
        SettingsSource?[] all =
        [
            new(
                CommandLine, flags, new SettingOrigin.Typed(), key => Placed(key) is { } line ? $"in {line}" : null)
            {
                Line = Placed,
            },
            environment.All.Count == 0 ? null : new(
                $"environment ({string.Join(", ", environment.All.Select(given => given.Setting.Variable))})",
                environment, new SettingOrigin.InVariable(), Naming),
            chosen is null
                ? null
                : new(
                    $"profile '{chosen}' of {path}", profileLayer, new SettingOrigin.InFile(path!, chosen), _ =>
                        $"by profile '{chosen}' of {path}"),
            path is null
                ? null
                : new($"config file {path}", file.Settings, new SettingOrigin.InFile(path), _ => $"in {path}"),
        ];
        SettingsSource[] sources = [.. all.OfType<SettingsSource>()];
        var origins = new SettingOrigins(sources, TypedAs);
        try
        {
            return Complete(
                SettingsLayer.Merge([.. sources.Select(source => source.Layer), Defaults]), flags, warn) with
            {
                Origins = origins,
                TopicOrigin = Origin("topic"),
                MessageOrigin = Origin("message"),
            };
        }
        catch (MqttDemoException e)
        {
            throw e.From(origins);
        }

        string? Origin(string key) => origins.Find(key)?.Layer switch
        {
            null => Nowhere,
            var layer when ReferenceEquals(layer, profileLayer) => $"profile '{chosen}'",
            var layer when ReferenceEquals(layer, file.Settings) => Path.GetFileName(path),
            _ => null,
        };
    }

    /// <summary>
    /// File and line of an option that was not typed on the command line itself, by the key of its setting; null where
    /// it was.
    /// </summary>
    public Func<string, string?> Placed { get; init; } = _ => null;

    /// <summary>By which of its names the option of a setting was typed; null where it was not.</summary>
    public Func<Setting, string?> TypedAs { get; init; } = _ => null;

    /// <summary>
    /// The config file that is read, and who names it; null is nobody: it is the first that is found.
    /// </summary>
    /// <param name="flags">What the command line gives.</param>
    public (string? Path, string? NamedBy) FindFile(SettingsLayer flags) =>
        Named(Settings.General.ConfigFile, flags, EnvironmentLayer()) switch
        {
            (null, _) => (FindConfigFile(), null),
            var (path, origin) => (path, origin ?? CommandLine),
        };

    /// <summary>The profiles of a config file.</summary>
    /// <param name="configFile">The file that the command line names; null is the one that is found otherwise.</param>
    /// <exception cref="MqttDemoException">The file cannot be read or is invalid.</exception>
    public IReadOnlyList<string> Profiles(string? configFile) =>
        (configFile ?? Variable(Settings.General.ConfigFile.Variable!) ?? FindConfigFile()) is { } path
            ? [.. ConfigFile.Read(path).Profiles.Keys]
            : [];

    MqttSettings Complete(SettingsLayer merged, SettingsLayer flags, Action<string> warn)
    {
        var password = Settings.Login.Password;
        if (merged.Get(Settings.Login.Username) is null
            && flags.Get(password) is null
            && merged.Get(password) == Variable(password.Variable!))
        {
            // It is there for other brokers, where there is a user to it.
            merged = merged.Without(password);
        }

        var settings = SettingsCheck.Complete(
            merged, AppName, RandomSuffix, passwordFile => ReadPasswordFile(passwordFile, warn));
        return settings with
        {
            Connection = NetworkCheck.WithProxyOfEnvironment(settings.Connection, merged, Variable),
        };
    }

    const string FolderName = "mqttdemo";

    /// <summary>How the options are called as an origin.</summary>
    public const string CommandLine = "command line";

    /// <summary>The origin of what was not set.</summary>
    const string Nowhere = "the defaults";

    static SettingsLayer Defaults => SettingsLayer.None
        .With(Settings.Broker.Address, Settings.Broker.Address.Default)
        .With(Settings.Messages.Topic, Settings.Messages.Topic.Default)
        .With(Settings.Messages.Text, Settings.Messages.Text.Default);

    static string Naming(string key) =>
        $"by the environment variable {Settings.All.First(setting => setting.TopKey == key).Variable}";

    /// <summary>What a source of settings is called, and who calls it so, where that is not the command line.</summary>
    static (string? Name, string? Origin) Named(
        Setting<string?> source, SettingsLayer flags, SettingsLayer environment) =>
        (flags.Get(source), environment.Get(source)) switch
        {
            (null, { } name) => (name, $"the environment variable {source.Variable}"),
            var (typed, _) => (typed, null),
        };

    SettingsLayer EnvironmentLayer()
    {
        var layer = SettingsLayer.None;
        foreach (var setting in Settings.All)
        {
            if (setting.Variable is { } name && Variable(name) is { } text)
            {
                var (value, expected) = setting.Read(text);
                layer = layer.With(
                    setting, value ?? throw Usage($"the environment variable {name} must be {expected}, not '{text}'"));
            }
        }

        return layer;
    }

    /// <summary>.NET passes it on with U+FFFD in place of what is not UTF-8.</summary>
    string? Variable(string name) => Environment(name) switch
    {
        null or "" => null,
        var value when value.Contains('\uFFFD', StringComparison.Ordinal) => throw Usage(
            $"the environment variable {name} is not UTF-8",
            name == Settings.Login.Password.Variable
                ? (Sentence)$"{Settings.Login.PasswordFile.Named} takes a password of any bytes"
                : null),
        var value => value,
    };

    /// <summary>
    /// Where config.json is looked for, in this order; the first that is there is read. Never in the working directory:
    /// other projects have a config.json too. Without LINQ, which every start would pay for.
    /// </summary>
    public IReadOnlyList<string> ConfigPlaces => UserFolder is { } own
        ? [FileIn(own), FileIn(ExecutableDirectory), FileIn(SystemFolder)]
        : [FileIn(ExecutableDirectory), FileIn(SystemFolder)];

    /// <summary>The configuration of this program for everybody on the machine.</summary>
    public string SystemFolder { get; init; } = Path.Combine(
        OperatingSystem.IsWindows()
            ? System.Environment.GetFolderPath(System.Environment.SpecialFolder.CommonApplicationData)
            : "/etc",
        FolderName);

    /// <summary>Null where the environment names no home.</summary>
    string? UserFolder =>
        (Variable(Variables.ConfigHome)
            ?? Variable(Variables.ApplicationData)
            ?? (Variable(Variables.Home) is { } home ? Path.Combine(home, ".config") : null)) is { } folder
            ? Path.Combine(folder, FolderName)
            : null;

    static string FileIn(string folder) => Path.Combine(folder, "config.json");

    string? FindConfigFile() => ConfigPlaces.FirstOrDefault(File.Exists);

    /// <summary>A value that was not typed may surprise the user who typed the rest.</summary>
    static ConfigFile ReadFile(string path, Sentence? origin)
    {
        try
        {
            return ConfigFile.Read(path);
        }
        catch (MqttDemoException e)
        {
            throw e.With(origin);
        }
    }

    static SettingsLayer ChooseProfile(ConfigFile file, string? name, string? path, string origin)
    {
        if (name is null)
        {
            return SettingsLayer.None;
        }

        if (file.Profiles.GetValueOrDefault(name) is { } layer)
        {
            return layer;
        }

        var known = file.Profiles.Count > 0 ? string.Join(", ", file.Profiles.Keys) : "none";
        throw Usage($"there is no profile '{name}' in {path ?? "any config file"}", $"profiles there: {known}{origin}");
    }

    static bool HasPassword(ConfigFile file) =>
        file.Settings.FindSecrets().Count > 0 || file.Profiles.Values.Any(profile => profile.FindSecrets().Count > 0);

    static PasswordFile ReadPasswordFile(string path, Action<string> warn)
    {
        var file = PasswordFile.Open(path);
        WarnIfOthersCanRead(path, "it is a password", warn);
        return file;
    }

    /// <summary>Warns of a file that others can read and should not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="why">What it is or holds, as a sentence.</param>
    /// <param name="warn">Takes the warning.</param>
    public static void WarnIfOthersCanRead(string path, string why, Action<string> warn)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            warn($"others can read {path} and {why}; chmod 600 keeps it to yourself");
        }
    }

    /// <summary>
    /// 48 random bits in hexadecimal: short enough for the 23 characters that MQTT 3.1 allows (section 3.1). They tell
    /// clients apart and guard nothing, so they need no cryptography: its library alone takes longer to load than
    /// everything else up to the first message.
    /// </summary>
    static string RandomSuffix() => Random.Shared.NextInt64(1L << 48).ToString("x12", CultureInfo.InvariantCulture);
}
