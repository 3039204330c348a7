using System.Collections.Immutable;

namespace MqttDemo.Config;

public static partial class Settings
{
    /// <summary>Where the other settings come from: no file can say that of itself.</summary>
    public static class Source
    {
        /// <summary>The file with the settings.</summary>
        public static Setting<string?> ConfigFile { get; } = new("configFile", SettingTypes.File)
        {
            Options = ["--config"],
            Places = Places("Read this file instead of config.json."),
            Variable = "MQTT_CONFIG",
            IsOptionOnly = true,
            DefaultText = "`~/.config/mqttdemo/config.json`, or that beside the program",
        };

        /// <summary>The name of a profile in it.</summary>
        public static Setting<string?> Profile { get; } = new("profile", SettingTypes.Profile)
        {
            Options = ["--profile"],
            Places = Places("Use this group of settings of the file."),
            Variable = "MQTT_PROFILE",
            IsOptionOnly = true,
            DefaultText = "none",
        };

        internal static ImmutableArray<Setting> All { get; } = [ConfigFile, Profile];

        static ImmutableArray<SettingPlace> Places(string help) => SettingPlace.Everywhere(SettingGroup.General, help);
    }
}
