using System.Globalization;
using System.Text;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>
/// Reads the properties one by one; the one place that knows which packet takes which, and their ranges (MQTT 5,
/// section 2.2.2.2).
/// </summary>
static class PropertyReader
{
    /// <summary>What each packet takes, for the errors; a test holds it against what is done with them.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> Known = new Dictionary<string, string[]>
    {
        ["connect"] =
        [
            "session-expiry-interval", "receive-maximum", "maximum-packet-size", "topic-alias-maximum",
            "request-response-information", "request-problem-information",
            "authentication-method", PropertyArgument.AuthenticationData, PropertyArgument.UserProperty,
        ],
        ["publish"] =
            [
                "payload-format-indicator", "message-expiry-interval", "topic-alias", "response-topic",
                "correlation-data", "content-type", PropertyArgument.UserProperty
            ],
        ["will"] =
        [
            "will-delay-interval", "payload-format-indicator", "message-expiry-interval", "response-topic",
            "correlation-data", "content-type", PropertyArgument.UserProperty,
        ],
        ["subscribe"] = ["subscription-identifier", PropertyArgument.UserProperty],
        ["unsubscribe"] = [PropertyArgument.UserProperty],
        ["disconnect"] = ["session-expiry-interval", "reason-string", PropertyArgument.UserProperty],
    };

    /// <param name="arguments">The properties.</param>
    /// <param name="packets">What the command sends, in the words of -D.</param>
    /// <exception cref="MqttDemoException">One of them is invalid (exit code 2).</exception>
    public static GivenProperties Read(IEnumerable<PropertyArgument> arguments, IEnumerable<string> packets)
    {
        var given = GivenProperties.None;
        var seen = new HashSet<(string, string)>();
        foreach (var argument in arguments)
        {
            Check(argument, packets);
            if (argument.Name != PropertyArgument.UserProperty && !seen.Add((argument.Packet, argument.Name)))
            {
                throw Usage($"the property {argument.Name} of {argument.Packet} is given twice");
            }

            given = Apply(given, argument);
        }

        return given;
    }

    static void Check(PropertyArgument argument, IEnumerable<string> packets)
    {
        if (!Known.TryGetValue(argument.Packet, out var names) || !packets.Contains(argument.Packet))
        {
            throw Usage(
                $"-D takes one of {string.Join(", ", packets)} first, not '{argument.Packet}'",
                names is null
                    ? "as in: -D connect receive-maximum 10"
                    : $"no {argument.Packet.ToUpperInvariant()} is sent here");
        }

        if (!names.Contains(argument.Name))
        {
            var near = Spelling.Nearest(argument.Name, names);
            throw Usage(
                $"'{argument.Name}' is not a property of "
                + $"{argument.Packet}{(near is null ? "" : $"; did you mean {near}?")}",
                $"{argument.Packet} takes {string.Join(", ", names)}");
        }
    }

    static GivenProperties Apply(GivenProperties given, PropertyArgument property) => property.Packet switch
    {
        "connect" when property.Name == "session-expiry-interval" =>
            given with { SessionExpiryInterval = Number(property, 0) },
        "connect" => given with { Connect = Apply(given.Connect ?? new(), property) },
        "publish" => given with { Publish = Apply(given.Publish ?? new(), property) },
        "will" when property.Name == "will-delay-interval" => given with { WillDelayInterval = Number(property, 0) },
        "will" => given with { Will = Apply(given.Will ?? new(), property) },
        "subscribe" when property.Name == "subscription-identifier" =>
            given with { SubscriptionIdentifier = Number(property, 1, 268_435_455) },
        "subscribe" => given with { Subscribe = Add(given.Subscribe, property) },
        "unsubscribe" => given with { Unsubscribe = Add(given.Unsubscribe, property) },
        _ => given with { Disconnect = Apply(given.Disconnect ?? new(), property) },
    };

    static ConnectProperties Apply(ConnectProperties connect, PropertyArgument property) => property.Name switch
    {
        "receive-maximum" => connect with { ReceiveMaximum = (ushort)Number(property, 1, ushort.MaxValue) },
        "maximum-packet-size" => connect with { MaximumPacketSize = Number(property, 1) },
        "topic-alias-maximum" => connect with { TopicAliasMaximum = (ushort)Number(property, 0, ushort.MaxValue) },
        "request-response-information" => connect with { RequestResponseInformation = Number(property, 0, 1) == 1 },
        "request-problem-information" => connect with { RequestProblemInformation = Number(property, 0, 1) == 1 },
        "authentication-method" => connect with { AuthenticationMethod = Text(property) },
        PropertyArgument.AuthenticationData => connect with { AuthenticationData = Binary(property) },
        _ => connect with { UserProperties = Add(connect.UserProperties, property) },
    };

    static MessageProperties Apply(MessageProperties message, PropertyArgument property) => property.Name switch
    {
        "payload-format-indicator" => message with { PayloadFormatIndicator = Number(property, 0, 1) == 1 },
        "message-expiry-interval" => message with { MessageExpiryInterval = Number(property, 1) },
        "topic-alias" => message with { TopicAlias = (ushort)Number(property, 1, ushort.MaxValue) },
        "response-topic" => message with { ResponseTopic = Topic(property) },
        "correlation-data" => message with { CorrelationData = Binary(property) },
        "content-type" => message with { ContentType = Text(property) },
        _ => message with { UserProperties = Add(message.UserProperties, property) },
    };

    static DisconnectSettings Apply(DisconnectSettings disconnect, PropertyArgument property) => property.Name switch
    {
        "session-expiry-interval" => disconnect with { SessionExpiryInterval = Number(property, 0) },
        "reason-string" => disconnect with { ReasonString = Text(property) },
        _ => disconnect with { UserProperties = Add(disconnect.UserProperties, property) },
    };

    static List<UserProperty> Add(IReadOnlyList<UserProperty>? properties, PropertyArgument property) =>
        [.. properties ?? [], new UserProperty(Text(property with { Value = property.Key! }), Text(property))];

    static uint Number(PropertyArgument property, uint low, uint high = uint.MaxValue) =>
        uint.TryParse(property.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= low
            && number <= high
            ? number
            : throw Usage($"{property.What} takes a whole number from {low} to {high}, not '{property.Value}'");

    /// <summary>A string as MQTT carries it (MQTT 5, section 1.5.4).</summary>
    static string Text(PropertyArgument property) => property.Value switch
    {
        var text when text.Contains('\0', StringComparison.Ordinal) =>
            throw Usage($"{property.What} contains a NUL character, which MQTT forbids"),
        var text when Encoding.UTF8.GetByteCount(text) > ushort.MaxValue =>
            throw Usage($"{property.What} is longer than {ushort.MaxValue} bytes"),
        var text => text,
    };

    static string Topic(PropertyArgument property) => TopicName.Defect(property.Value) is { } defect
        ? throw Usage($"the response topic '{TerminalText.Shorten(property.Value)}' cannot be published to: {defect}")
        : property.Value;

    /// <summary>Bytes, as text or behind <c>hex:</c> or <c>base64:</c>.</summary>
    static byte[] Binary(PropertyArgument property)
    {
        try
        {
            var bytes = property.Value switch
            {
                ['h', 'e', 'x', ':', .. var hex] => Convert.FromHexString(hex),
                ['b', 'a', 's', 'e', '6', '4', ':', .. var base64] => Convert.FromBase64String(base64),
                var text => Encoding.UTF8.GetBytes(text),
            };
            return bytes.Length <= ushort.MaxValue
                ? bytes
                : throw Usage($"{property.What} is longer than {ushort.MaxValue} bytes");
        }
        catch (FormatException)
        {
            throw Usage(
                $"{property.What}: '{TerminalText.Shorten(property.Value)}' is not valid",
                "bytes are written hex:00ff or base64:AP8=, or as text");
        }
    }
}
