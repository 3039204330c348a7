using System.CommandLine;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>Every property of MQTT 5, and the frequent ones of a message by names of their own.</summary>
sealed class PropertyOptions : IOptionGroup
{
    readonly IReadOnlyList<string> packets;
    readonly Option<PropertyArgument[]> property;
    readonly Option<string[]>? userProperties;
    readonly Option<string?>? contentType;
    readonly Option<string?>? responseTopic;
    readonly Option<string?>? correlationData;
    readonly Option<string?>? messageExpiry;

    /// <param name="sent">The packets that the command sends besides those that every client sends; where it publishes,
    /// the properties of a message have names of their own.</param>
    public PropertyOptions(IReadOnlyList<string> sent)
    {
        packets = [
            .. PropertyReader.Known.Keys.Where(
                packet => packet is "connect" or "will" or "disconnect" || sent.Contains(packet))];
        var publishes = sent.Contains("publish");
        property = NewOption.Property(
            $"Any property: "
            + $"{(publishes ? "-D publish content-type text/plain" : "-D subscribe subscription-identifier 7")}, -D "
            + "connect user-property KEY VALUE. Bytes as hex:00ff or base64:AP8=.",
            NextWords,
            "--property",
            "-D");
        if (publishes)
        {
            userProperties = NewOption.Texts(
                "key=value", "A user property of the messages. May be given many times; the order is kept.",
                "--user-property");
            contentType = NewOption.Value(
                SettingTypes.Text(valueName: "type"), "What the payload is, such as application/json.",
                "--content-type");
            responseTopic = NewOption.Value(
                SettingTypes.Text(valueName: "topic"), "Where an answer should go.", "--response-topic");
            correlationData = NewOption.Value(
                SettingTypes.Text(valueName: "bytes"), "What an answer should repeat; also hex:00ff or base64:AP8=.",
                "--correlation-data");
            messageExpiry = NewOption.Value(
                SettingTypes.Text(valueName: "seconds"), "The broker discards the message after this many seconds.",
                "--message-expiry");
        }
    }

    public string Title => "MQTT 5 properties";

    public string HelpWord => "properties";

    public IReadOnlyList<string> Examples =>
    [
        .. userProperties is null
            ? ["{run} -D subscribe user-property site north"]
            : (string[])["{run} --content-type text/plain", "{run} --user-property site=north"],
        "{run} -D connect user-property team blue",
    ];

    public IReadOnlyList<Option> Options => [
        .. new Option?[] { userProperties, contentType, responseTopic, correlationData, messageExpiry, property }
            .OfType<Option>(),
    ];

    public GivenProperties Read(Arguments args) =>
        FirstGiven(args) is null ? GivenProperties.None : PropertyReader.Read(
    [
        .. args.GetValues(property),
        .. UserProperties(args),
        .. Typed(args, contentType, "content-type"),
        .. Typed(args, responseTopic, "response-topic"),
        .. Typed(args, correlationData, "correlation-data"),
        .. Typed(args, messageExpiry, "message-expiry-interval"),
    ], packets);

    /// <summary>One of them that is given; null is none.</summary>
    public string? FirstGiven(Arguments args) =>
        Options.FirstOrDefault(args.Has) is { } given ? given == property ? "-D" : given.Name : null;

    /// <summary>First a packet, then a property of it.</summary>
    IReadOnlyList<string> NextWords(IReadOnlyList<string> words) => words switch
    {
        [] => packets,
        [var packet] when packets.Contains(packet) => PropertyReader.Known[packet],
        _ => [],
    };

    IEnumerable<PropertyArgument> UserProperties(Arguments args)
    {
        foreach (var given in userProperties is null ? [] : args.GetValues(userProperties))
        {
            var equals = given.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0
                ? throw Usage($"--user-property takes KEY=VALUE, not '{TerminalText.Shorten(given)}'")
                : new(
                    "publish", PropertyArgument.UserProperty, given[(equals + 1)..], given[..equals],
                    userProperties!.Name);
        }
    }

    static IEnumerable<PropertyArgument> Typed(Arguments args, Option<string?>? option, string name) =>
        option is not null && args.GetValue(option) is { } value
            ? [new("publish", name, value, Option: option.Name)]
            : [];
}
