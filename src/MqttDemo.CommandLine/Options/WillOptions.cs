using System.CommandLine;
using System.Globalization;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

sealed class WillOptions : IOptionGroup
{
    readonly Option<string?> topic = NewOption.Text("topic", "What the broker publishes when this client vanishes: its topic.", "--will-topic");

    readonly Option<string?> payload = NewOption.Text("text", "Its payload (default: none).", "--will-payload", "--will-message");

    readonly Option<string?> file = NewOption.Text("file", "A file with its payload.", "--will-file");

    readonly Option<QualityOfService?> qualityOfService = NewOption.Qos("Its QoS (default: 0).", "--will-qos");

    readonly Option<bool> retain = NewOption.Flag("The broker keeps it for later subscribers.", "--will-retain");

    readonly Option<uint?> delay = NewOption.Create<uint?>(
        value => uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (number, null) : (null, "a whole number of seconds"),
        "seconds", "How long the broker waits for this client to come back first (MQTT 5).", "--will-delay");

    public string Title => "Will";

    public IReadOnlyList<Option> Options => [topic, payload, file, qualityOfService, retain, delay];

    public SettingsLayer Read(ParseResult args, SettingsLayer layer)
    {
        var will = new WillLayer(
            args.GetValue(topic), args.GetValue(payload), args.GetValue(file), (int?)args.GetValue(qualityOfService), args.GetValue(retain) ? true : null, args.GetValue(delay));
        return will == new WillLayer() ? layer : layer with { Will = will };
    }
}
