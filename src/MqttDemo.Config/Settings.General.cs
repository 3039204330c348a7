using System.Collections.Immutable;

namespace MqttDemo.Config;

public static partial class Settings
{
    /// <summary>
    /// What steers the program itself. None of them is a setting of the connection, or can stand in config.json.
    /// </summary>
    public static class General
    {
        /// <summary>The file with the settings.</summary>
        public static Setting<string?> ConfigFile { get; } = new("configFile", SettingTypes.File)
        {
            Options = ["--config"],
            Places = Places("Read this file instead of config.json."),
            Variable = "MQTT_CONFIG",
            IsOptionOnly = true,
            DefaultText = "`~/.config/mqttdemo/config.json`, that beside the program, or `/etc/mqttdemo/config.json`",
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

        /// <summary>Log every packet and decision to stderr.</summary>
        public static Setting<bool?> Debug { get; } = new("debug", SettingTypes.Flag)
        {
            Options = ["--debug", "-d"],
            ShownOption = "--debug",
            IsOptionOnly = true,
        };

        internal static ImmutableArray<Setting> All { get; } = [ConfigFile, Profile];

        static ImmutableArray<SettingPlace> Places(string help) => SettingPlace.Everywhere(SettingGroup.General, help);
    }
}
