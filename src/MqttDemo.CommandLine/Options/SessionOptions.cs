using System.CommandLine;
using System.Globalization;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

sealed class SessionOptions(string appName) : IOptionGroup
{
    public const string DisconnectReasonName = "--disconnect-reason";

    readonly Option<string?> clientId = NewOption.Text("text", $"The client id (default: {appName}- and random digits).", "--id", "-i", "--client-id");

    readonly Option<string?> clientIdPrefix = NewOption.Text("text", "What a generated client id begins with.", "--id-prefix", "-I", "--client-id-prefix");

    readonly Option<bool> keepSession = NewOption.Flag(
        "Ask the broker to keep the session when the program ends; needs -i.", "--keep-session", "-c", "--disable-clean-session");

    readonly Option<long?> sessionExpiry = NewOption.Create<long?>(
        value => value is "∞" ? (-1, null)
            : long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (number, null)
            : (null, "a whole number of seconds, or -1 for ever"),
        "seconds", "How long the broker keeps it (MQTT 5; default with -c: for ever).", "--session-expiry", "-x", "--session-expiry-interval");

    readonly Option<int?> keepAlive = NewOption.WholeNumber(
        "seconds", 0, 65535, "Give up a broker that is silent for one and a half times this; 0 is never (default: 60).", "--keepalive", "-k", "--keep-alive");

    readonly Option<int?> maxInflight = NewOption.WholeNumber(
        "number",
        1,
        65535,
        $"Messages that may be unacknowledged at once (default: {ConnectionSettings.DefaultMaxInFlight} of ours, {ConnectionSettings.DefaultReceiveMaximum} of the broker's).",
        "--max-inflight",
        "-M");

    readonly Option<int?> version = NewOption.Create<int?>(
        value => value switch
        {
            "5" or "mqttv5" => (5, null),
            "311" or "3.1.1" or "mqttv311" => (311, null),
            "31" or "3.1" or "mqttv31" => (31, null),
            _ => (null, "5, 311 or 31"),
        },
        "5|311|31", "The version of MQTT (default: 5, and 311 where the broker refuses it).", "--protocol-version", "-V");

    readonly Option<byte?> disconnectReason = NewOption.Create<byte?>(
        value => DisconnectReason.Read(value) is { } code ? (code, null) : (null, DisconnectReason.Expected),
        "reason", "What the broker is told at the end: normal, with-will (it publishes the will) or a code (MQTT 5).", DisconnectReasonName);

    public string Title => "Session";

    public IReadOnlyList<Option> Options => [clientId, clientIdPrefix, keepSession, sessionExpiry, keepAlive, maxInflight, version, disconnectReason];

    /// <summary>What the broker is told at the end; null is nothing special.</summary>
    public byte? DisconnectReasonCode(ParseResult args) => args.GetValue(disconnectReason);

    public SettingsLayer Read(ParseResult args, SettingsLayer layer) => layer with
    {
        ClientId = args.GetValue(clientId),
        ClientIdPrefix = args.GetValue(clientIdPrefix),
        KeepSession = args.GetValue(keepSession) ? true : null,
        SessionExpiry = args.GetValue(sessionExpiry),
        KeepAlive = args.GetValue(keepAlive),
        MaxInflight = args.GetValue(maxInflight),
        ProtocolVersion = args.GetValue(version),
    };
}
