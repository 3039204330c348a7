using System.Globalization;
using System.Text;
using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Subscriber.Commands;

/// <summary>What a command learns about its message, beside the payload on its stdin.</summary>
static class CommandEnvironment
{
    /// <summary>Where all programs with TLS log their secrets to.</summary>
    public const string KeyLogFile = Variables.KeyLog;

    const string Prefix = "MQTT_";
    const string UserProperty = "USER_PROPERTY_";

    /// <summary>To Windows, mqtt_password is MQTT_PASSWORD.</summary>
    static readonly StringComparison NameComparison =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>What a message may have, and so must not be what was there before; and what is secret.</summary>
    static readonly HashSet<string> Ours = new(StringComparer.FromComparison(NameComparison))
    {
        "USERNAME", "PASSWORD", "TOPIC", "QOS", "RETAIN", "PAYLOAD_LENGTH", "PAYLOAD_FORMAT_INDICATOR",
        "MESSAGE_EXPIRY_INTERVAL", "CONTENT_TYPE", "RESPONSE_TOPIC",
        "CORRELATION_DATA", "SUBSCRIPTION_IDENTIFIERS",
    };

    /// <summary>
    /// Puts a message there, and takes out our password. A publisher in the command finds its MQTT_BROKER and
    /// MQTT_CONFIG.
    /// </summary>
    /// <param name="environment">The environment of the command.</param>
    /// <param name="message">The message.</param>
    /// <param name="keyLogFile">What the user has set there; null is nothing.</param>
    public static void Fill(IDictionary<string, string?> environment, in ReceivedMessage message, string? keyLogFile)
    {
        foreach (var name in environment.Keys.Where(IsOurs).ToArray())
        {
            environment.Remove(name);
        }

        environment.Remove(KeyLogFile);
        if (keyLogFile is not null)
        {
            environment[KeyLogFile] = keyLogFile;
        }

        foreach (var (name, value) in Of(message))
        {
            // An environment cannot hold a NUL, and what is cut there would look like something else.
            environment[Prefix + name] = value.Replace('\0', '\uFFFD');
        }
    }

    static bool IsOurs(string name) =>
        name.StartsWith(Prefix, NameComparison)
            && (Ours.Contains(name[Prefix.Length..]) || name[Prefix.Length..].StartsWith(UserProperty, NameComparison));

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
        AddIfGiven(
            "MESSAGE_EXPIRY_INTERVAL",
            message.MessageExpiryInterval > 0 ? Number(message.MessageExpiryInterval) : null);
        AddIfGiven("CONTENT_TYPE", message.ContentType);
        AddIfGiven("RESPONSE_TOPIC", message.ResponseTopic);
        // As the publisher's options take it.
        AddIfGiven(
            "CORRELATION_DATA", message.CorrelationData is { } data ? $"hex:{Convert.ToHexStringLower(data)}" : null);
        AddIfGiven(
            "SUBSCRIPTION_IDENTIFIERS", message.SubscriptionIdentifiers is { Count: > 0 } identifiers
                ? string.Join(' ', identifiers.Select(id => Number(id)))
                : null);
        var properties = message.UserProperties;
        AddIfGiven($"{UserProperty}COUNT", properties.Count > 0 ? Number(properties.Count) : null);
        for (var i = 0; i < properties.Count; i++)
        {
            variables.Add(($"{UserProperty}{i + 1}_NAME", properties[i].Name));
            variables.Add(($"{UserProperty}{i + 1}_VALUE", Encoding.UTF8.GetString(properties[i].Value.Span)));
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
