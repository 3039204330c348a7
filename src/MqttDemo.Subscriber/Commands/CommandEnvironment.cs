using System.Globalization;
using System.Text;
using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Commands;

/// <summary>What a command is told about its message, beside the payload on its stdin.</summary>
static class CommandEnvironment
{
    const string Prefix = "MQTT_";

    /// <summary>Puts a message in the place of our own settings, which may hold a password.</summary>
    public static void Fill(IDictionary<string, string?> environment, in ReceivedMessage message)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToArray())
        {
            environment.Remove(name);
        }

        foreach (var (name, value) in Of(message))
        {
            // An environment cannot hold a NUL, and what is cut there would look like something else.
            environment[Prefix + name] = value.Replace('\0', '\uFFFD');
        }
    }

    static List<(string Name, string Value)> Of(in ReceivedMessage message)
    {
        List<(string, string)> variables =
        [
            ("TOPIC", message.Topic),
            ("QOS", Number((int)message.QualityOfService)),
            ("RETAIN", message.Retain ? "1" : "0"),
            ("PAYLOAD_LENGTH", Number(message.Payload.Length)),
        ];
        AddIfGiven("PAYLOAD_FORMAT_INDICATOR", message.IsText ? "1" : null);
        AddIfGiven("MESSAGE_EXPIRY_INTERVAL", message.MessageExpiryInterval > 0 ? Number(message.MessageExpiryInterval) : null);
        AddIfGiven("CONTENT_TYPE", message.ContentType);
        AddIfGiven("RESPONSE_TOPIC", message.ResponseTopic);
        // As the publisher's options take it.
        AddIfGiven("CORRELATION_DATA", message.CorrelationData is { } data ? $"hex:{Convert.ToHexStringLower(data)}" : null);
        AddIfGiven("SUBSCRIPTION_IDENTIFIERS", message.SubscriptionIdentifiers is { Count: > 0 } identifiers ? string.Join(' ', identifiers.Select(id => Number(id))) : null);
        var properties = message.UserProperties;
        AddIfGiven("USER_PROPERTY_COUNT", properties.Count > 0 ? Number(properties.Count) : null);
        for (var i = 0; i < properties.Count; i++)
        {
            variables.Add(($"USER_PROPERTY_{i + 1}_NAME", properties[i].Name));
            variables.Add(($"USER_PROPERTY_{i + 1}_VALUE", Encoding.UTF8.GetString(properties[i].ValueBuffer.Span)));
        }

        return variables;

        void AddIfGiven(string name, string? value)
        {
            if (value is not null)
            {
                variables.Add((name, value));
            }
        }
    }

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
