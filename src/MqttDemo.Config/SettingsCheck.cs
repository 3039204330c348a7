using System.Text;

namespace MqttDemo.Config;

/// <summary>
/// Turns the merged layer into complete settings: what the settings are together. What each can be by itself has been
/// checked when it was read.
/// </summary>
static class SettingsCheck
{
    public static MqttSettings Complete(
        SettingsLayer layer, string appName, Func<string> randomSuffix, Func<string, PasswordFile> readPasswordFile)
    {
        if (layer.Get(Settings.Session.ClientId) is not { Length: > 0 } && KeptForEver(layer) is { } keeping)
        {
            throw Usage(
                $"{keeping} needs a client id of your own",
                $"give one with {Settings.Session.ClientId.Named}, the same each time: the broker finds the session by "
                + $"it")
                .About(Settings.Session.Keep, Settings.Session.Expiry);
        }

        var connection = new ConnectionSettings(
            Brokers(layer),
            ClientId(layer, appName, randomSuffix),
            Credentials(layer, readPasswordFile),
            Version(layer),
            layer.GetOrDefault(Settings.Session.KeepAlive),
            layer.Get(Settings.Session.Keep) ?? false,
            layer.Get(Settings.Session.Expiry),
            layer.Get(Settings.Session.MaxInFlight),
            TlsCheck.Complete(layer),
            layer.Get(Settings.Broker.ConnectTimeout) ?? ConnectionSettings.DefaultConnectTimeout,
            layer.Get(Settings.Broker.Retry) ?? false,
            NetworkCheck.Complete(layer),
            WillCheck.Complete(layer),
            Authentication(layer),
            SharesSessions: layer.Get(Settings.Broker.Cluster) ?? true,
            ReconnectDelay: layer.Get(Settings.Broker.ReconnectDelay),
            FollowsRedirect: layer.Get(Settings.Broker.FollowRedirect) ?? false);
        return new(connection, layer.Get(Settings.Messages.Topic)!, layer.Get(Settings.Messages.Text)!) { Run = layer };
    }

    /// <summary>
    /// What makes a session that only its client id finds again, and that would be the broker's forever.
    /// </summary>
    static Sentence? KeptForEver(SettingsLayer layer) => layer switch
    {
        _ when layer.Get(Settings.Session.Keep) == true =>
            (Sentence)$"keeping the session ({Settings.Session.Keep.Named})",
        _ when layer.Get(Settings.Session.Expiry) == ConnectionSettings.NeverExpires =>
            (Sentence)$"a session that never expires ({Settings.Session.Expiry.Named})",
        _ => null,
    };

    static IReadOnlyList<BrokerAddress> Brokers(SettingsLayer layer) =>
        [
            .. BrokerReference.ParseList(layer.Get(Settings.Broker.Address)!).Select(
                reference => BrokerCheck.Address(reference, layer))];

    static string ClientId(SettingsLayer layer, string appName, Func<string> randomSuffix)
    {
        var id = layer.Get(Settings.Session.ClientId) is { Length: > 0 } own
            ? own
            : (layer.Get(Settings.Session.ClientIdPrefix) ?? appName + "-") + randomSuffix();
        return Text(Settings.Session.ClientId, id, "the client id");
    }

    static Credentials? Credentials(SettingsLayer layer, Func<string, PasswordFile> readPasswordFile)
    {
        var username = layer.Get(Settings.Login.Username);
        var file = layer.Get(Settings.Login.PasswordFile) is { } path ? readPasswordFile(path) : null;
        var password = file?.Password ?? layer.Get(Settings.Login.Password);
        if (username is null && password is null)
        {
            return null;
        }

        return new(
            username is null ? null : Text(Settings.Login.Username, username, "the user name"),
            password is null ? null : Password(password),
            file?.ReadAgain is { } readAgain ? () => Password(readAgain()) : null);
    }

    static string Password(string text) => Text(Settings.Login.Password, text, "the password", shown: false);

    static bool HasPassword(SettingsLayer layer) =>
        (layer.Get(Settings.Login.Password) ?? layer.Get(Settings.Login.PasswordFile)) is not null;

    static ConnectProperties? Authentication(SettingsLayer layer) => layer.Get(Settings.Login.Method) switch
    {
        null => null,
        ConnectProperties.ScramSha256 when layer.Get(Settings.Login.Username) is null || !HasPassword(layer) =>
            throw Usage(
            $"{ConnectProperties.ScramSha256} proves a password, and needs a user name and one",
            $"give them with {Settings.Login.Username.Named} and {Settings.Login.PasswordFile.Named}")
                .About(Settings.Login.Method),
        var method => new(AuthenticationMethod: Text(Settings.Login.Method, method, "the authentication method")),
    };

    /// <summary>
    /// A string as MQTT carries it: well-formed, without NUL, at most 65,535 bytes of UTF-8 (MQTT 5, section 1.5.4).
    /// </summary>
    static string Text(Setting setting, string value, string what, bool shown = true)
    {
        if (Encoding.UTF8.GetByteCount(value) > 65535)
        {
            throw Usage($"{what} is longer than 65535 bytes").About(setting);
        }

        return value.Contains('\0', StringComparison.Ordinal)
            ? throw Usage(
                $"{what}{(shown ? $" '{value.Replace("\0", "\\0", StringComparison.Ordinal)}'" : "")} contains a NUL "
                + "character, which MQTT forbids")
                .About(setting)
            : value;
    }

    /// <summary>What only MQTT 5 carries is not lost on a broker that speaks an older one.</summary>
    static ProtocolVersion? Version(SettingsLayer layer) =>
        (layer.Get(Settings.Session.Version), NeedsMqtt5(layer)) switch
        {
            (not (null or ProtocolVersion.Mqtt5), { } what) => throw Usage(
                $"{what} needs MQTT 5",
                layer.Get(Settings.Login.Username) is null && HasPassword(layer)
                    ? (Sentence)$"give the user name with {Settings.Login.Username.Named}, or leave the version out"
                    : "leave the version out, or choose 5").About(
                        Settings.Session.Version, Settings.Login.Method, Settings.Will.Topic),
            var (chosen, what) => chosen ?? (what is null ? null : ProtocolVersion.Mqtt5),
        };

    static string? NeedsMqtt5(SettingsLayer layer) => layer switch
    {
        _ when layer.Get(Settings.Login.Method) is { } method => $"the authentication by {method}",
        _ when layer.Get(Settings.Will.Delay) is not null => "the delay of the will",
        _ when layer.Get(Settings.Login.Username) is null && HasPassword(layer) => "a password without a user name",
        _ => null,
    };
}
