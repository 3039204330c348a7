using System.Numerics;
using System.Text.Json;
using System.Text.Unicode;
using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Sources.Json;

/// <summary>
/// Each record is a JSON object: what <c>subscriber --json</c> and mosquitto_sub's %j and %J write, and what a person
/// writes by hand. Read from its bytes, without anything made for each message but its properties and topics not seen
/// of late. What could lose something or mean two things is wrong.
/// </summary>
sealed class JsonRecords(PublishSettings defaults, bool wantsTimes) : IRecordFormat
{
    /// <summary>Escapes make a payload up to six times as long.</summary>
    public const int LongestRecord = (1024 * 1024 * 1024) - 1;

    static readonly JsonReaderOptions Strict = new() { MaxDepth = int.MaxValue };

    static readonly JsonNames Names = new(
        "tst", "topic", "qos", "retain", "payloadlen", "mid", "properties", "payload", "payloadBase64", "payloadJson");

    readonly OutgoingMessage template = defaults.Message(default);
    readonly TopicCache topics = new();
    readonly JsonText texts = new();
    readonly JsonText payloads = new();
    readonly JsonPropertiesReader properties = new();
    bool isFirst = true;

    /// <summary>The keys, in the order of their names.</summary>
    enum Key
    {
        Timestamp,
        Topic,
        QualityOfService,
        Retain,
        PayloadLength,
        PacketIdentifier,
        Properties,
        Payload,
        PayloadBase64,
        PayloadJson,
    }

    public InputRecord Read(ReadOnlyMemory<byte> record)
    {
        record = WithoutMark(record);
        if (record.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return InputRecord.Blank;
        }

        try
        {
            return ReadObject(record);
        }
        catch (JsonException e)
        {
            return InputRecord.Wrong(JsonDefect.Of(e));
        }
        catch (MqttDemoException e)
        {
            return InputRecord.Wrong(e.Message);
        }
    }

    /// <summary>A mark stands at the beginning of the input only.</summary>
    ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> record)
    {
        var length = isFirst ? ByteOrderMark.LengthIn(record.Span) : 0;
        isFirst = false;
        return record[length..];
    }

    InputRecord ReadObject(ReadOnlyMemory<byte> record)
    {
        if (!Utf8.IsValid(record.Span))
        {
            throw JsonDefect.Of("it is not UTF-8 text");
        }

        var reader = new Utf8JsonReader(record.Span, Strict);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw JsonDefect.Of("it is not a JSON object");
        }

        var (message, recorded, seen) = (template, 0L, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = (Key)Names.Find(texts.Text(ref reader, record).Span, ref seen);
            reader.Read();
            message = Read(key, ref reader, record, message, ref recorded);
        }

        // What follows the object is wrong too.
        reader.Read();
        CheckPayloads(seen);
        if (defaults.TopicOrigin is not null && (seen & (1 << (int)Key.Topic)) == 0)
        {
            throw JsonDefect.Of("it has no topic; -t names a topic for those that have none");
        }

        return wantsTimes && recorded == 0
            ? throw JsonDefect.Of("it has no 'tst', which --replay-speed needs")
            : new(message, Recorded: recorded);
    }

    OutgoingMessage Read(
        Key key, ref Utf8JsonReader reader, ReadOnlyMemory<byte> record, in OutgoingMessage message, ref long recorded)
    {
        switch (key)
        {
            case Key.Topic:
                return message with { Topic = Topic(ref reader, record) };
            case Key.QualityOfService:
                return message with
                {
                    QualityOfService = (QualityOfService)reader.WholeNumber("qos", 0, 2, "0, 1 or 2"),
                };
            case Key.Retain:
                return message with { Retain = reader.Flag("retain") };
            case Key.Properties:
                return message with { Properties = properties.Read(ref reader, record, defaults.Properties) };
            case Key.Payload:
                return message with { Payload = Payload(ref reader, record) };
            case Key.PayloadBase64:
                return message with { Payload = payloads.Base64(ref reader, record, "payloadBase64") };
            case Key.PayloadJson:
                return message with { Payload = payloads.Json(ref reader, record) };
            case Key.Timestamp when wantsTimes:
                recorded = Recorded(ref reader, record);
                return message;
            default:
                reader.Skip();
                return message;
        }
    }

    string Topic(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw JsonDefect.Of(reader, "topic", "a text");
        }

        var topic = topics.Find(texts.Text(ref reader, record).Span, out var defect);
        return defect is null ? topic : throw JsonDefect.Of(defect);
    }

    /// <summary>A text; null for none; anything else is JSON, as %J writes it.</summary>
    ReadOnlyMemory<byte> Payload(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record) => reader.TokenType switch
    {
        JsonTokenType.String => payloads.Text(ref reader, record),
        JsonTokenType.Null => default,
        _ => payloads.Json(ref reader, record),
    };

    long Recorded(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record) =>
        reader.TokenType == JsonTokenType.String
            && Timestamp.TryParse(texts.Text(ref reader, record).Span, out var ticks)
            ? ticks
            : throw JsonDefect.Of(reader, "tst", "a time such as 2026-11-25T01:02:03.123456+0100");

    /// <summary>
    /// No payload at all may be a record of something else, and an empty message of somebody's mistake.
    /// </summary>
    static void CheckPayloads(int seen)
    {
        const int payloads = (1 << (int)Key.Payload) | (1 << (int)Key.PayloadBase64) | (1 << (int)Key.PayloadJson);
        switch (BitOperations.PopCount((uint)(seen & payloads)))
        {
            case 0:
                throw JsonDefect.Of(
                    "it has no payload; 'payload' is a text or null, 'payloadBase64' is bytes, 'payloadJson' is any "
                    + "JSON");
            case > 1:
                throw JsonDefect.Of("it has more than one of 'payload', 'payloadBase64' and 'payloadJson'");
        }
    }
}
