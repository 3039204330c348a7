using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

sealed class BrokerOptions : IOptionGroup
{
    readonly Option<string?> broker = NewOption.Text(
        "address", "The broker: host, host:port, a URL (mqtt://, mqtts://), a list with commas, or 'embedded' (the subscriber serves it).",
        "--broker", "-b", "--host", "-h", "--url", "-L");

    readonly Option<int?> port = NewOption.WholeNumber("number", "Its port (default: 1883, with TLS 8883).", "--port", "-p");

    readonly Option<double?> connectTimeout = NewOption.Seconds("How long one attempt to connect may take (default: 10).", "--connect-timeout");

    readonly Option<bool> retry = NewOption.Flag("Keep trying when the first connection fails.", "--retry");

    readonly Option<bool> followRedirect = NewOption.Flag("Go where the broker sends us when it names another one (MQTT 5).", "--follow-redirect");

    public string Title => "Broker";

    public IReadOnlyList<Option> Options => [broker, port, connectTimeout, retry, followRedirect];

    public SettingsLayer Read(ParseResult args, SettingsLayer layer) => layer with
    {
        Broker = args.GetValue(broker),
        Port = args.GetValue(port),
        ConnectTimeout = args.GetValue(connectTimeout),
        Retry = args.GetValue(retry) ? true : null,
        FollowRedirect = args.GetValue(followRedirect) ? true : null,
    };
}
