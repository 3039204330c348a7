using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MqttDemo.Client.Session;

namespace MqttDemo.CommandLine.Formats.Json;

/// <summary>
/// The properties of MQTT 5 under mosquitto's names, in the order in which mosquitto's broker sends them: first what
/// the subscription adds, then what the publisher sent, then what is left of its time. A topic alias is of the
/// connection, not of the message: the topic is what it stands for.
/// </summary>
static class JsonProperties
{
    /// <summary>Nothing where there is none, as always before MQTT 5.</summary>
    public static void Write(in ReceivedMessage message, Utf8JsonWriter json)
    {
        var (identifiers, userProperties) = (message.SubscriptionIdentifiers, message.UserProperties);
        if (!message.IsText && message.MessageExpiryInterval == 0 && message.ContentType is null
            && message.ResponseTopic is null
            && message.CorrelationData is null
            && identifiers.Count == 0
            && userProperties.Count == 0)
        {
            return;
        }

        json.WriteStartObject("properties"u8);
        WriteSubscriptionIdentifiers(identifiers, json);
        WriteNumber("payload-format-indicator"u8, message.IsText ? 1 : 0, json);
        WriteText("content-type"u8, message.ContentType, json);
        WriteText("response-topic"u8, message.ResponseTopic, json);
        WriteCorrelationData(message.CorrelationData, json);
        WriteUserProperties(userProperties, json);
        WriteNumber("message-expiry-interval"u8, message.MessageExpiryInterval, json);
        json.WriteEndObject();
    }

    /// <summary>One is a number, as of mosquitto; several are an array, because a key must not come twice.</summary>
    static void WriteSubscriptionIdentifiers(IReadOnlyList<uint> identifiers, Utf8JsonWriter json)
    {
        if (identifiers.Count < 2)
        {
            WriteNumber("subscription-identifier"u8, identifiers.Count == 0 ? 0 : identifiers[0], json);
            return;
        }

        json.WriteStartArray("subscription-identifier"u8);
        foreach (var identifier in identifiers)
        {
            json.WriteNumberValue(identifier);
        }

        json.WriteEndArray();
    }

    /// <summary>Bytes that are no text have a key of their own, as in a payload.</summary>
    static void WriteCorrelationData(byte[]? data, Utf8JsonWriter json)
    {
        switch (data)
        {
            case null:
                return;
            case var text when Utf8.IsValid(text):
                json.WriteString("correlation-data"u8, text);
                return;
            default:
                json.WriteBase64String("correlation-dataBase64"u8, data);
                return;
        }
    }

    /// <summary>
    /// An array of objects with one key each: a name may come more than once, and the order counts (section 3.3.2.3.7).
    /// </summary>
    static void WriteUserProperties(IReadOnlyList<ReceivedUserProperty> properties, Utf8JsonWriter json)
    {
        if (properties.Count == 0)
        {
            return;
        }

        json.WriteStartArray("user-properties"u8);
        foreach (var property in properties)
        {
            var value = property.Value.Span;
            json.WriteStartObject();
            // A broker has to refuse what is not UTF-8 (section 1.5.4); should one not, replacement characters keep the
            // JSON valid.
            json.WriteString(
                property.Name, Utf8.IsValid(value) ? value : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteNumber(ReadOnlySpan<byte> name, long number, Utf8JsonWriter json)
    {
        if (number != 0)
        {
            json.WriteNumber(name, number);
        }
    }

    static void WriteText(ReadOnlySpan<byte> name, string? text, Utf8JsonWriter json)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
