using System.Globalization;
using System.Text;
using MqttDemo.Config;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>The one table of what a reason code means to us: in words, and whether trying again can help.</summary>
static class ReasonCodes
{
    const string BusyHint =
        "the broker is full or has too much to do: try again later, or look at its load and its limits (connections, "
        + "queues, memory)";

    /// <summary>The code in words, with the broker's own explanation when it gives one.</summary>
    public static string Describe(Enum code, string? reasonString = null) =>
        Words(code) + (string.IsNullOrEmpty(reasonString) ? "" : $" ({reasonString})");

    /// <summary>Whom a refusal is about, as the end of its sentence; empty where it is the same for all.</summary>
    /// <param name="code">Why it refuses.</param>
    /// <param name="credentials">With which we have connected.</param>
    public static string Who(Enum code, Credentials? credentials)
    {
        var isAboutUser = code switch
        {
            MqttConnectReturnCode old => old is MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword
                or MqttConnectReturnCode.ConnectionRefusedNotAuthorized,
            _ => (MqttConnectReasonCode)Value(code) is MqttConnectReasonCode.BadUserNameOrPassword
                or MqttConnectReasonCode.NotAuthorized
                or MqttConnectReasonCode.Banned or MqttConnectReasonCode.QuotaExceeded,
        };
        return !isAboutUser ? "" : credentials?.Username is { } name ? $", user '{name}'" : ", without a user name";
    }

    /// <summary>The broker redirects us, and may say to which broker (MQTT 5, section 4.11).</summary>
    public static bool IsRedirection(MqttConnectReasonCode code) =>
        code is MqttConnectReasonCode.UseAnotherServer or MqttConnectReasonCode.ServerMoved;

    /// <summary>The broker now redirects us, and may say to which broker (MQTT 5, section 4.11).</summary>
    public static bool IsRedirection(MqttDisconnectReasonCode code) =>
        code is MqttDisconnectReasonCode.UseAnotherServer or MqttDisconnectReasonCode.ServerMoved;

    /// <summary>The Server Reference as the end of a sentence.</summary>
    public static string Elsewhere(string? serverReference) =>
        string.IsNullOrEmpty(serverReference) ? "" : $"; it names {serverReference}";

    /// <summary>A refused connection that will be refused again (MQTT 5, section 3.2.2.2).</summary>
    /// <param name="code">The code.</param>
    /// <param name="hasStood">There was a connection before: then what has moved may come back, as the node of a
    /// cluster does.</param>
    public static bool IsFinal(MqttConnectReasonCode code, bool hasStood) => code switch
    {
        MqttConnectReasonCode.UnspecifiedError or
        MqttConnectReasonCode.ImplementationSpecificError or
        MqttConnectReasonCode.ServerUnavailable or
        MqttConnectReasonCode.ServerBusy or
        MqttConnectReasonCode.QuotaExceeded or
        MqttConnectReasonCode.UseAnotherServer or
        MqttConnectReasonCode.ConnectionRateExceeded => false,
        MqttConnectReasonCode.ServerMoved => !hasStood,
        _ => true,
    };

    /// <summary>A refused connection that will be refused again (MQTT 3.1.1, section 3.2.2.3).</summary>
    public static bool IsFinal(MqttConnectReturnCode code) =>
        code is not MqttConnectReturnCode.ConnectionRefusedServerUnavailable;

    /// <summary>
    /// What it means for the next connection that the broker has ended this one (MQTT 5, section 3.14.2.1).
    /// </summary>
    public static ConnectionEndKind KindOf(MqttDisconnectReasonCode code) => code switch
    {
        MqttDisconnectReasonCode.NormalDisconnection or
        MqttDisconnectReasonCode.UnspecifiedError or
        MqttDisconnectReasonCode.ImplementationSpecificError or
        MqttDisconnectReasonCode.ServerShuttingDown or
        MqttDisconnectReasonCode.KeepAliveTimeout or
        MqttDisconnectReasonCode.AdministrativeAction or
        MqttDisconnectReasonCode.UseAnotherServer or
        MqttDisconnectReasonCode.ServerMoved or
        MqttDisconnectReasonCode.MaximumConnectTime => ConnectionEndKind.Temporary,
        MqttDisconnectReasonCode.SessionTakenOver => ConnectionEndKind.TakenOver,
        MqttDisconnectReasonCode.ServerBusy or
        MqttDisconnectReasonCode.MessageRateTooHigh or
        MqttDisconnectReasonCode.QuotaExceeded or
        MqttDisconnectReasonCode.ConnectionRateExceeded => ConnectionEndKind.Busy,
        _ => ConnectionEndKind.Final,
    };

    /// <summary>
    /// What to do where the broker, or what it grants to one user, is full; null where that is not why it refuses.
    /// </summary>
    public static Sentence? FullHint(Enum code) => code switch
    {
        MqttConnectReturnCode old => old == MqttConnectReturnCode.ConnectionRefusedServerUnavailable ? BusyHint : null,
        _ => (MqttConnectReasonCode)Value(code) switch
        {
            MqttConnectReasonCode.ServerBusy => BusyHint,
            MqttConnectReasonCode.QuotaExceeded =>
                "the account of this user or the broker is full: look at its limits for connections, messages and "
                + "bytes, "
                + "and at the sessions and retained messages that fill them",
            _ => null,
        },
    };

    /// <summary>What to do where a connection stands, and one thing on it is denied; null for nothing.</summary>
    public static Sentence? DeniedHint(Enum code, Credentials? credentials)
    {
        if (Value(code) != (int)MqttConnectReasonCode.NotAuthorized)
        {
            return FullHint(code);
        }

        return credentials?.Username is null ? Advice.NotAllowedToAnybody : Advice.NotAllowedToUser;
    }

    /// <summary>What to do about a refused connection, where there is something to do.</summary>
    /// <param name="code">Why it is refused.</param>
    /// <param name="credentials">With which we have tried it.</param>
    public static Sentence? Hint(Enum code, Credentials? credentials) => code switch
    {
        MqttConnectReasonCode.BadUserNameOrPassword or MqttConnectReasonCode.NotAuthorized
            or MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword
            or MqttConnectReturnCode.ConnectionRefusedNotAuthorized
            => credentials?.Username is null ? Advice.LoginNeeded : Advice.Login,
        MqttConnectReasonCode.UnsupportedProtocolVersion
            or (MqttConnectReasonCode)1
            or MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion
            => Advice.AnotherVersion,
        MqttConnectReasonCode.ClientIdentifierNotValid or MqttConnectReturnCode.ConnectionRefusedIdentifierRejected
            => Advice.AnotherClientId,
        _ => FullHint(code),
    };

    /// <summary>A reason code means the same in every packet (MQTT 5, section 2.4).</summary>
    static int Value(Enum code) => Convert.ToInt32(code, CultureInfo.InvariantCulture);

    /// <summary>"BadUserNameOrPassword" becomes "bad user name or password".</summary>
    static string Words(Enum code)
    {
        var name = code.ToString();
        if (char.IsAsciiDigit(name[0]))
        {
            return $"reason code 0x{Value(code):X2}";
        }

        var words = new StringBuilder(
            name.Replace("ConnectionRefused", "", StringComparison.Ordinal).Replace(
                "QoS", "Qos", StringComparison.Ordinal));
        for (var i = words.Length - 1; i > 0; i--)
        {
            if (char.IsUpper(words[i]))
            {
                words.Insert(i, ' ');
            }
        }

        return words.ToString().ToLowerInvariant().Replace("qos", "QoS", StringComparison.Ordinal);
    }
}
