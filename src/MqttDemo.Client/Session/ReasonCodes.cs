using System.Text;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>The one table of what a reason code means to us: in words, and whether trying again can help.</summary>
static class ReasonCodes
{
    /// <summary>The code in words, with the broker's own explanation when it gives one.</summary>
    public static string Describe(Enum code, string? reasonString = null) =>
        Words(code) + (string.IsNullOrEmpty(reasonString) ? "" : $" ({reasonString})");

    /// <summary>The broker does not want us itself and may say who does (MQTT 5, section 4.11).</summary>
    public static bool IsRedirection(MqttConnectReasonCode code) => code is MqttConnectReasonCode.UseAnotherServer or MqttConnectReasonCode.ServerMoved;

    /// <summary>The broker does not want us any more and may say who does (MQTT 5, section 4.11).</summary>
    public static bool IsRedirection(MqttDisconnectReasonCode code) => code is MqttDisconnectReasonCode.UseAnotherServer or MqttDisconnectReasonCode.ServerMoved;

    /// <summary>The Server Reference as the end of a sentence.</summary>
    public static string Elsewhere(string? serverReference) => string.IsNullOrEmpty(serverReference) ? "" : $"; it names {serverReference}";

    /// <summary>A refused connection that will be refused again (MQTT 5, section 3.2.2.2).</summary>
    public static bool IsFinal(MqttConnectReasonCode code) => code is not (
        MqttConnectReasonCode.UnspecifiedError or
        MqttConnectReasonCode.ImplementationSpecificError or
        MqttConnectReasonCode.ServerUnavailable or
        MqttConnectReasonCode.ServerBusy or
        MqttConnectReasonCode.ConnectionRateExceeded);

    /// <summary>A refused connection that will be refused again (MQTT 3.1.1, section 3.2.2.3).</summary>
    public static bool IsFinal(MqttConnectReturnCode code) => code is not MqttConnectReturnCode.ConnectionRefusedServerUnavailable;

    /// <summary>A connection ended by the broker that another one would only repeat (MQTT 5, section 3.14.2.1).</summary>
    public static bool IsFinal(MqttDisconnectReasonCode code) => code is not (
        MqttDisconnectReasonCode.NormalDisconnection or
        MqttDisconnectReasonCode.UnspecifiedError or
        MqttDisconnectReasonCode.ImplementationSpecificError or
        MqttDisconnectReasonCode.ServerBusy or
        MqttDisconnectReasonCode.ServerShuttingDown or
        MqttDisconnectReasonCode.KeepAliveTimeout or
        MqttDisconnectReasonCode.MessageRateTooHigh or
        MqttDisconnectReasonCode.AdministrativeAction or
        MqttDisconnectReasonCode.ConnectionRateExceeded or
        MqttDisconnectReasonCode.MaximumConnectTime);

    /// <summary>What to do about a refused connection, where there is something to do.</summary>
    public static string? Hint(Enum code) => code switch
    {
        MqttConnectReasonCode.BadUserNameOrPassword or MqttConnectReasonCode.NotAuthorized
            or MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword or MqttConnectReturnCode.ConnectionRefusedNotAuthorized
            => "check -u and the password (--password-file, MQTT_PASSWORD or -P)",
        MqttConnectReasonCode.UnsupportedProtocolVersion or (MqttConnectReasonCode)1 or MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion
            => "try another version with -V 5, 311 or 31",
        MqttConnectReasonCode.ClientIdentifierNotValid or MqttConnectReturnCode.ConnectionRefusedIdentifierRejected
            => "choose another client id with -i",
        _ => null,
    };

    /// <summary>"BadUserNameOrPassword" becomes "bad user name or password".</summary>
    static string Words(Enum code)
    {
        var name = code.ToString();
        if (char.IsAsciiDigit(name[0]))
        {
            return $"reason code 0x{Convert.ToInt32(code, System.Globalization.CultureInfo.InvariantCulture):X2}";
        }

        var words = new StringBuilder(name.Replace("ConnectionRefused", "", StringComparison.Ordinal).Replace("QoS", "Qos", StringComparison.Ordinal));
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
