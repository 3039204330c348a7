using System.Text;

namespace MqttDemo.Config;

/// <summary>Turns the merged layer into complete settings; the one place that knows the ranges, whoever gave the value.</summary>
static class SettingsCheck
{
    public static MqttSettings Complete(SettingsLayer layer, string appName, Func<string> randomSuffix, Func<string, PasswordFile> readPasswordFile)
    {
        if (layer.ClientId is not { Length: > 0 } && KeptForEver(layer) is { } keeping)
        {
            throw Usage($"{keeping} needs a client id of your own", "give one with -i, the same each time: the broker finds the session by it").About("keepSession", "sessionExpiry");
        }

        var connection = new ConnectionSettings(
            Brokers(layer),
            ClientId(layer, appName, randomSuffix),
            Credentials(layer, readPasswordFile),
            Version(layer),
            InRange("keepAlive", layer.KeepAlive ?? 60, 0, 65535, "the keep-alive", "seconds"),
            layer.KeepSession ?? false,
            SessionExpiry(layer.SessionExpiry),
            layer.MaxInflight is { } window ? InRange("maxInflight", window, 1, 65535, "the number of messages in flight") : null,
            TlsCheck.Settings(layer),
            ConnectTimeout(layer.ConnectTimeout),
            layer.Retry ?? false,
            NetworkCheck.Settings(layer),
            WillCheck.Complete(layer.Will),
            Authentication(layer),
            SharesSessions: layer.Cluster ?? true,
            ReconnectDelay: ReconnectDelay(layer.ReconnectDelay),
            FollowsRedirect: layer.FollowRedirect ?? false);
        return new(connection, layer.Topic!, layer.Message!) { Run = layer.Run ?? RunValues.None };
    }

    /// <summary>What makes a session that only its client id finds again, and that would be the broker's for ever.</summary>
    static string? KeptForEver(SettingsLayer layer) => layer switch
    {
        { KeepSession: true } => "keeping the session (-c)",
        { SessionExpiry: -1 or ConnectionSettings.NeverExpires } => "a session that never expires (-x)",
        _ => null,
    };

    static IReadOnlyList<BrokerAddress> Brokers(SettingsLayer layer)
    {
        var port = layer.Port is { } given ? InRange("port", given, 1, 65535, "the port") : (int?)null;
        return [.. BrokerReference.ParseList(layer.Broker!).Select(reference => BrokerCheck.Address(reference, port, layer))];
    }

    static string ClientId(SettingsLayer layer, string appName, Func<string> randomSuffix)
    {
        if (layer.ClientId is not null && layer.ClientIdPrefix is not null)
        {
            throw Usage("a client id (-i) and a prefix for a generated one (-I) exclude each other").About("clientId", "clientIdPrefix");
        }

        var id = layer.ClientId is { Length: > 0 } own ? own : (layer.ClientIdPrefix ?? appName + "-") + randomSuffix();
        return Text("clientId", id, "the client id");
    }

    static Credentials? Credentials(SettingsLayer layer, Func<string, PasswordFile> readPasswordFile)
    {
        if (layer.Password is not null && layer.PasswordFile is not null)
        {
            throw Usage("a password and a password file exclude each other").About("password", "passwordFile");
        }

        var file = layer.PasswordFile is { } path ? readPasswordFile(path) : null;
        var password = file?.Password ?? layer.Password;
        if (layer.Username is null && password is null)
        {
            return null;
        }

        return new(
            layer.Username is null ? null : Text("username", layer.Username, "the user name"),
            password is null ? null : Password(password),
            file?.ReadAgain is { } readAgain ? () => Password(readAgain()) : null);
    }

    static string Password(string text) => Text("password", text, "the password", shown: false);

    static ConnectProperties? Authentication(SettingsLayer layer) => layer.AuthenticationMethod switch
    {
        null => null,
        ConnectProperties.ScramSha256 when layer.Username is null || (layer.Password ?? layer.PasswordFile) is null => throw Usage(
            $"{ConnectProperties.ScramSha256} proves a password, and needs a user name and one", "give them with -u and --password-file").About("authenticationMethod"),
        var method => new(AuthenticationMethod: Text("authenticationMethod", method, "the authentication method")),
    };

    /// <summary>A string as MQTT carries it: well-formed, without NUL, at most 65,535 bytes of UTF-8 (MQTT 5, section 1.5.4).</summary>
    static string Text(string key, string value, string what, bool shown = true)
    {
        if (Encoding.UTF8.GetByteCount(value) > 65535)
        {
            throw Usage($"{what} is longer than 65535 bytes").About(key);
        }

        return value.Contains('\0', StringComparison.Ordinal)
            ? throw Usage($"{what}{(shown ? $" '{value.Replace("\0", "\\0", StringComparison.Ordinal)}'" : "")} contains a NUL character, which MQTT forbids").About(key)
            : value;
    }

    /// <summary>What only MQTT 5 carries is not lost on a broker that speaks an older one.</summary>
    static ProtocolVersion? Version(SettingsLayer layer) => NeedsMqtt5(layer) is { } what && layer.ProtocolVersion is not (null or 5)
        ? throw Usage(
            $"{what} needs MQTT 5",
            layer.Username is null && (layer.Password ?? layer.PasswordFile) is not null
                ? "give the user name with -u, or leave the version out"
                : "leave the version out, or choose 5").About("protocolVersion", "authenticationMethod", "will")
        : Version(layer.ProtocolVersion ?? (NeedsMqtt5(layer) is null ? null : 5));

    static string? NeedsMqtt5(SettingsLayer layer) => layer switch
    {
        { AuthenticationMethod: { } method } => $"the authentication by {method}",
        { Will.DelayInterval: not null } => "the delay of the will",
        { Username: null } when (layer.Password ?? layer.PasswordFile) is not null => "a password without a user name",
        _ => null,
    };

    static ProtocolVersion? Version(int? number) => number switch
    {
        null => null,
        5 => ProtocolVersion.Mqtt5,
        311 => ProtocolVersion.Mqtt311,
        31 => ProtocolVersion.Mqtt31,
        _ => throw Usage($"there is no MQTT version {number}", "choose 5, 311 or 31").About("protocolVersion"),
    };

    static uint? SessionExpiry(long? seconds) => seconds switch
    {
        null => null,
        -1 => ConnectionSettings.NeverExpires,
        >= 0 and <= uint.MaxValue => (uint)seconds,
        _ => throw Usage($"the session expiry is 0 to {uint.MaxValue} seconds or -1 for ever, not {seconds}").About("sessionExpiry"),
    };

    static TimeSpan ConnectTimeout(double? seconds) => seconds switch
    {
        null => ConnectionSettings.DefaultConnectTimeout,
        > 0 and <= 86400 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw Usage($"the connect time-out is more than 0 and at most 86400 seconds, not {seconds}").About("connectTimeout"),
    };

    static TimeSpan? ReconnectDelay(double? seconds) => seconds switch
    {
        null => null,
        >= 0.1 and <= 3600 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw Usage($"the reconnect delay is 0.1 to 3600 seconds, not {seconds}").About("reconnectDelay"),
    };

    static int InRange(string key, int value, int low, int high, string what, string unit = "") =>
        value >= low && value <= high ? value : throw Usage($"{what} is {low} to {high}{(unit.Length > 0 ? " " + unit : "")}, not {value}").About(key);
}
