using System.Collections.Immutable;

namespace MqttDemo.Config;

public static partial class Settings
{
    /// <summary>Who connects.</summary>
    public static class Login
    {
        /// <summary>The user name.</summary>
        public static Setting<string?> Username { get; } = new(
            "username", SettingTypes.Text(valueName: "name") with { Pattern = SettingPatterns.WithoutNul })
        {
            Options = ["--username", "-u"],
            Summary = "The user name.",
            Places = Places("The user name."),
            Variable = "MQTT_USERNAME",
        };

        /// <summary>The password. Better in a file of its own.</summary>
        public static Setting<string?> Password { get; } = new(
            "password", SettingTypes.Bytes("password") with { Pattern = SettingPatterns.WithoutNul })
        {
            Options = ["--password", "-P", "--pw"],
            Summary = "The password; without a value it is asked for.",
            Places = Places("The password; without a value it is asked for. Others can see it in the process list."),
            ValueIsOptional = true,
            Variable = "MQTT_PASSWORD",
            HoldsSecret = _ => true,
        };

        /// <summary>A file whose first line is the password.</summary>
        public static Setting<string?> PasswordFile { get; } = new("passwordFile", SettingTypes.File)
        {
            Options = ["--password-file"],
            Places = Places("A file whose first line is the password (or set MQTT_PASSWORD)."),
            Excludes = [Password],
        };

        /// <summary>The method of enhanced authentication.</summary>
        public static Setting<string?> Method { get; } = new(
            "authenticationMethod",
            SettingTypes.Text(ConnectProperties.ScramSha256, "method") with
            {
                Pattern = SettingPatterns.WithoutNul,
                FrequentValues = [ConnectProperties.ScramSha256],
            })
        {
            Options = ["--auth-method"],
            Places = Places(
                $"Enhanced authentication (MQTT 5): {ConnectProperties.ScramSha256} proves the password without "
                + "sending it."),
        };

        internal static ImmutableArray<Setting> All { get; } = [Username, Password, PasswordFile, Method];

        static ImmutableArray<SettingPlace> Places(string help) => SettingPlace.Everywhere(SettingGroup.Login, help);
    }
}
