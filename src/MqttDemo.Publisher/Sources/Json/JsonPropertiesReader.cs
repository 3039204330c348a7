using System.Text;
using System.Text.Json;
using MqttDemo.Client.Topics;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Sources.Json;

/// <summary>
/// The properties of a message under mosquitto's names. What a record says comes before what the command line says of
/// every message.
/// </summary>
sealed class JsonPropertiesReader
{
    /// <summary>Of a string or of binary data (MQTT 5, sections 1.5.4 and 1.5.6).</summary>
    const int LongestValue = 65535;

    static readonly JsonNames Names = new(
        "payload-format-indicator", "message-expiry-interval", "content-type", "response-topic", "correlation-data",
        "correlation-dataBase64",
        "user-properties", "topic-alias", "subscription-identifier");

    readonly JsonText texts = new();

    /// <summary>
    /// The keys, in the order of their names. The last ones belong to the connection on which a message was received,
    /// not to the message.
    /// </summary>
    enum Key
    {
        PayloadFormatIndicator,
        MessageExpiryInterval,
        ContentType,
        ResponseTopic,
        CorrelationData,
        CorrelationDataBase64,
        UserProperties,
        TopicAlias,
        SubscriptionIdentifier,
    }

    public MessageProperties? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record, MessageProperties? defaults)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw JsonDefect.Of(reader, "properties", "an object");
        }

        var (properties, seen) = (defaults, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = (Key)Names.Find(texts.Text(ref reader, record).Span, ref seen);
            // mosquitto_sub writes it once for each subscription that a message is for.
            seen &= ~(1 << (int)Key.SubscriptionIdentifier);
            reader.Read();
            properties = Read(key, ref reader, record, properties);
        }

        const int both = (1 << (int)Key.CorrelationData) | (1 << (int)Key.CorrelationDataBase64);
        return (seen & both) == both
            ? throw JsonDefect.Of("'correlation-data' and 'correlation-dataBase64' say the same thing twice")
            : properties;
    }

    MessageProperties? Read(
        Key key, ref Utf8JsonReader reader, ReadOnlyMemory<byte> record, MessageProperties? properties)
    {
        var values = properties ?? new();
        switch (key)
        {
            case Key.PayloadFormatIndicator:
                return values with { PayloadFormatIndicator = reader.Flag("payload-format-indicator") };
            case Key.MessageExpiryInterval:
                // 0 is left of a message that was delivered in its last second; the least that can be sent is 1.
                return values with
                {
                    MessageExpiryInterval = (uint)Math.Max(
                        1, reader.WholeNumber("message-expiry-interval", 0, uint.MaxValue)),
                };
            case Key.ContentType:
                return values with { ContentType = Text(ref reader, record, "content-type") };
            case Key.ResponseTopic:
                return values with { ResponseTopic = ResponseTopic(ref reader, record) };
            case Key.CorrelationData:
                return values with
                {
                    CorrelationData = Bytes(Value(ref reader, record, "correlation-data"), "correlation-data"),
                };
            case Key.CorrelationDataBase64:
                return values with
                {
                    CorrelationData = Bytes(
                        texts.Base64(ref reader, record, "correlation-dataBase64"), "correlation-dataBase64"),
                };
            case Key.UserProperties:
                return values with { UserProperties = UserProperties(ref reader, record) };
            default:
                reader.Skip();
                return properties;
        }
    }

    string ResponseTopic(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record)
    {
        var topic = Text(ref reader, record, "response-topic");
        return TopicName.Defect(topic) is { } defect
            ? throw JsonDefect.Of($"'response-topic' is not a topic: {defect}")
            : topic;
    }

    /// <summary>An array of objects, in which names may come more than once, or one object.</summary>
    List<UserProperty> UserProperties(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record)
    {
        var list = new List<UserProperty>();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            AddUserProperties(list, ref reader, record);
            return list;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw JsonDefect.Of(reader, "user-properties", "an array of objects");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw JsonDefect.Of(reader, "user-properties", "an array of objects");
            }

            AddUserProperties(list, ref reader, record);
        }

        return list;
    }

    void AddUserProperties(List<UserProperty> list, ref Utf8JsonReader reader, ReadOnlyMemory<byte> record)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Checked(texts.Text(ref reader, record), "a name in user-properties");
            reader.Read();
            list.Add(new(name, Text(ref reader, record, name)));
        }
    }

    string Text(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record, string key) =>
        Checked(Value(ref reader, record, key), $"'{key}'");

    ReadOnlyMemory<byte> Value(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record, string key) =>
        reader.TokenType == JsonTokenType.String
            ? texts.Text(ref reader, record)
            : throw JsonDefect.Of(reader, key, "a text");

    /// <summary>A string that MQTT can carry (MQTT 5, section 1.5.4).</summary>
    static string Checked(ReadOnlyMemory<byte> text, string what) => text.Span.Contains((byte)0)
        ? throw JsonDefect.Of($"{what} contains a NUL character, which MQTT forbids")
        : Encoding.UTF8.GetString(Short(text, what));

    static byte[] Bytes(ReadOnlyMemory<byte> value, string key) => Short(value, $"'{key}'").ToArray();

    static ReadOnlySpan<byte> Short(ReadOnlyMemory<byte> value, string what) =>
        value.Length > LongestValue ? throw JsonDefect.Of($"{what} is longer than {LongestValue} bytes") : value.Span;
}
