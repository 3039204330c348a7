using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>Every property of MQTT 5, and the frequent ones of a message by names of their own.</summary>
sealed class PropertyOptions : IOptionGroup
{
    /// <summary>One of several arguments; <see cref="LiteralArguments"/> puts them together.</summary>
    public static bool IsProperty(Option option) => option.Name == "--property";

    readonly Option<string[]> property = NewOption.Texts(
        "packet name value", "Any property: -D publish content-type text/plain, -D connect user-property KEY VALUE. Bytes as hex:00ff or base64:AP8=.", "--property", "-D");

    readonly Option<string[]>? userProperties;
    readonly Option<string?>? contentType;
    readonly Option<string?>? responseTopic;
    readonly Option<string?>? correlationData;
    readonly Option<string?>? messageExpiry;

    readonly IReadOnlyList<string> packets;

    /// <param name="packets">The packets whose properties can be given. Those of a message have names of their own too.</param>
    public PropertyOptions(IReadOnlyList<string> packets)
    {
        this.packets = packets;
        if (packets.Contains(PropertyArgument.Publish))
        {
            userProperties = NewOption.Texts("key=value", "A user property of the messages. May be given many times; the order is kept.", "--user-property");
            contentType = NewOption.Text("type", "What the payload is, such as application/json.", "--content-type");
            responseTopic = NewOption.Text("topic", "Where an answer should go.", "--response-topic");
            correlationData = NewOption.Text("bytes", "What an answer should repeat; also hex:00ff or base64:AP8=.", "--correlation-data");
            messageExpiry = NewOption.Text("seconds", "The broker throws a message away that is older.", "--message-expiry");
        }
    }

    public string Title => "MQTT 5 properties";

    public IReadOnlyList<Option> Options => [.. ((Option?[])[userProperties, contentType, responseTopic, correlationData, messageExpiry, property]).OfType<Option>()];

    public GivenProperties Read(ParseResult args) => PropertyReader.Read(
    packets,
    [
        .. (args.GetValue(property) ?? []).Select(PropertyArgument.Split),
        .. UserProperties(args),
        .. Typed(args, contentType, "content-type"),
        .. Typed(args, responseTopic, "response-topic"),
        .. Typed(args, correlationData, "correlation-data"),
        .. Typed(args, messageExpiry, "message-expiry-interval"),
    ]);

    IEnumerable<PropertyArgument> UserProperties(ParseResult args)
    {
        foreach (var given in userProperties is null ? [] : args.GetValue(userProperties) ?? [])
        {
            var equals = given.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0
                ? throw new MqttDemoException(ExitCode.Usage, $"--user-property takes KEY=VALUE, not '{TerminalText.Shorten(given)}'")
                : new(PropertyArgument.Publish, PropertyArgument.UserProperty, given[(equals + 1)..], given[..equals]);
        }
    }

    static IEnumerable<PropertyArgument> Typed(ParseResult args, Option<string?>? option, string name) =>
        option is not null && args.GetValue(option) is { } value ? [new(PropertyArgument.Publish, name, value)] : [];
}
