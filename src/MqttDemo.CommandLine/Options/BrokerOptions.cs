using System.CommandLine;
using System.Globalization;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

sealed class BrokerOptions : IOptionGroup
{
    readonly Option<string?> broker = NewOption.Text(
        "address", "The broker: host, host:port, a URL (mqtt://, mqtts://, ws://, wss://, unix://), the path of a unix socket, a list with commas, or 'embedded' (the subscriber serves it).",
        "--broker", "-b", "--host", "-h", "--url", "-L");

    readonly Option<int?> port = NewOption.Create<int?>(
        value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535
            ? (number, null)
            : (null, $"a whole number from 1 to 65535{(value.Any(char.IsAsciiDigit) && value.All(char.IsAsciiDigit) ? "" : " (a password goes with -P)")}"),
        "number", "Its port (default: 1883, with TLS 8883; WebSocket 80 and 443).", "--port", "-p");

    readonly Option<string?> unix = NewOption.Text("path", "The broker at this unix socket.", "--unix");

    readonly Option<TimeSpan?> connectTimeout = NewOption.Duration(86_400, "How long one attempt to connect may take (default: 10).", "--connect-timeout");

    readonly Option<double?> reconnectDelay = NewOption.Seconds(
        "The longest delay between two attempts to connect, 0.1 to 3600 (default: 5).", "--reconnect-delay");

    /// <summary>A text: System.CommandLine gives an option of bool no value but true or false.</summary>
    readonly Option<string?> cluster = NewOption.Create<string?>(
        value => value is "yes" or "no" ? (value, null) : (null, "yes or no"),
        "yes|no", "Whether the brokers of a list share their sessions, as the nodes of a cluster do (default: yes).", "--cluster");

    readonly Option<bool> retry = NewOption.Flag("Keep trying when the first connection fails.", "--retry");

    readonly Option<bool> followRedirect = NewOption.Flag("Go where the broker sends us when it names another one, with the same login (MQTT 5).", "--follow-redirect");

    public string Title => "Broker";

    public IReadOnlyList<Option> Options => [broker, port, unix, connectTimeout, reconnectDelay, retry, cluster, followRedirect];

    public SettingsLayer Read(ParseResult args, SettingsLayer layer) => layer with
    {
        Broker = Broker(args),
        Port = args.GetValue(port),
        ConnectTimeout = args.GetValue(connectTimeout)?.TotalSeconds,
        ReconnectDelay = args.GetValue(reconnectDelay),
        Cluster = args.GetValue(cluster) is { } shares ? shares == "yes" : null,
        Retry = args.GetValue(retry) ? true : null,
        FollowRedirect = args.GetValue(followRedirect) ? true : null,
    };

    /// <summary>A path is taken as it is: not from the top, or with a comma or a blank in it, it would be no broker's spelling.</summary>
    string? Broker(ParseResult args) => (args.GetValue(broker), args.GetValue(unix)) switch
    {
        (not null, not null) => throw Usage("--broker and --unix exclude each other"),
        (_, { Length: > 0 } path) => "unix://" + string.Join('/', Path.GetFullPath(path).Split('/').Select(Uri.EscapeDataString)),
        (_, "") => throw Usage("the path of --unix is empty"),
        var (address, _) => address,
    };
}
