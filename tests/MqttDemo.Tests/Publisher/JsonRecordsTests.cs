using System.Buffers;
using System.Text;
using CsCheck;
using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;
using MqttDemo.Publisher.Sources.Json;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Publisher;

public sealed class JsonRecordsTests
{
    static readonly MessageProperties Defaults = new(ContentType: "default", UserProperties: [new("from", "default")]);

    public static TheoryData<string, string> Good => new()
    {
        // What is not said is as on the command line.
        { """{"payload":"x"}""", "default/topic qos 1 retain True: x [content-type=default from=default]" },
        {
            """{"topic":"a/b","payload":"x","qos":2,"retain":false}""",
            "a/b qos 2 retain False: x [content-type=default from=default]"
        },
        // What subscriber --json and mosquitto_sub write.
        {
            """{"tst":"2026-11-25T01:02:03.123456+0100","topic":"a","qos":0,"retain":0,"payloadlen":1,"payload":"x"}""",
            "a qos 0 retain False: x [content-type=default from=default]"
        },
        {
            """{"tst":"?","topic":"a","qos":1,"retain":1,"payloadlen":99,"mid":7,"payload":null}""",
            "a qos 1 retain True:  [content-type=default from=default]"
        },
        {
            """{"topic":"a","payload":{"b": [1.50, "c d", true, null]}}""",
            """a qos 1 retain True: {"b":[1.50,"c d",true,null]} [content-type=default from=default]"""
        },
        { """{"topic":"a","payload":22.50}""", "a qos 1 retain True: 22.50 [content-type=default from=default]" },
        { """{"topic":"a","payload":false}""", "a qos 1 retain True: false [content-type=default from=default]" },
        // Payloads.
        { """{"payload":""}""", "default/topic qos 1 retain True:  [content-type=default from=default]" },
        {
            """{"payload":"\u00e9 \ud83e\udd8a \"\\\/\b\f\n\r\t\u0000"}""",
            "default/topic qos 1 retain True: é 🦊 \"\\/\b\f\n\r\t\0 [content-type=default from=default]"
        },
        { """{"payload":"é 🦊"}""", "default/topic qos 1 retain True: é 🦊 [content-type=default from=default]" },
        {
            """{"payloadBase64":"aGVsbG8="}""",
            "default/topic qos 1 retain True: hello [content-type=default from=default]"
        },
        { """{"payloadBase64":"Pz8\/"}""", "default/topic qos 1 retain True: ??? [content-type=default from=default]" },
        { """{"payloadBase64":""}""", "default/topic qos 1 retain True:  [content-type=default from=default]" },
        { """{"payloadJson": null }""", "default/topic qos 1 retain True: null [content-type=default from=default]" },
        { """{"payloadJson":"a b"}""", "default/topic qos 1 retain True: \"a b\" [content-type=default from=default]" },
        {
            """{"payloadJson": { "a \" b\\" : [ ] , "a" : 1e2 } }""",
            """default/topic qos 1 retain True: {"a \" b\\":[],"a":1e2} [content-type=default from=default]"""
        },
        // Properties: what the record says comes before the command line.
        {
            """{"payload":"x","properties":{}}""",
            "default/topic qos 1 retain True: x [content-type=default from=default]"
        },
        {
            """{"payload":"x","properties":{"payload-format-indicator":1,"message-expiry-interval":4294967295,"content-type":"t","response-topic":"r/t","correlation-data":"c\u00e9"}}""",
            "default/topic qos 1 retain True: x [utf-8 expiry=4294967295 content-type=t response-topic=r/t "
            + "correlation-data=63C3A9 from=default]"
        },
        {
            """{"payload":"x","properties":{"correlation-dataBase64":"AP8=","message-expiry-interval":0}}""",
            "default/topic qos 1 retain True: x [expiry=1 content-type=default correlation-data=00FF from=default]"
        },
        {
            """{"payload":"x","properties":{"user-properties":[{"b":"1"},{"a":"2"},{"b":"1"},{"":""}]}}""",
            "default/topic qos 1 retain True: x [content-type=default b=1 a=2 b=1 =]"
        },
        {
            """{"payload":"x","properties":{"user-properties":{"b":"1","a":"2"}}}""",
            "default/topic qos 1 retain True: x [content-type=default b=1 a=2]"
        },
        {
            """{"payload":"x","properties":{"user-properties":[]}}""",
            "default/topic qos 1 retain True: x [content-type=default]"
        },
        {
            """{"payload":"x","properties":{"topic-alias":7,"subscription-identifier":1,"subscription-identifier":2}}""",
            "default/topic qos 1 retain True: x [content-type=default from=default]"
        },
        // Escaped keys are the same keys; blanks are nothing.
        {
            " {\t\"\\u0074opic\" : \"a\" ,\r\n \"pay\\u006coad\":\"x\" } \r",
            "a qos 1 retain True: x [content-type=default from=default]"
        },
        { "\uFEFF{\"payload\":\"x\"}", "default/topic qos 1 retain True: x [content-type=default from=default]" },
        { "", "blank" },
        { " \t\r", "blank" },
    };

    public static TheoryData<string, string> Bad => new()
    {
        { "x", "it is not valid JSON at byte 1" },
        { """{"payload":"x" """, "it is not valid JSON at byte 16" },
        { """{"payload":"x"} x""", "it is not valid JSON at byte 17" },
        { """{"payload":"x"}{"payload":"x"}""", "it is not valid JSON at byte 16" },
        { """{"payload":"x",}""", "it is not valid JSON at byte 16" },
        { "{\"payload\":\n01}", "it is not valid JSON, as its line 2 shows at byte 2" },
        { """{"payload":"x" /* comment */}""", "it is not valid JSON at byte 16" },
        { """{"payload":'x'}""", "it is not valid JSON at byte 12" },
        { "[1]", "it is not a JSON object" },
        { "\"x\"", "it is not a JSON object" },
        { "null", "it is not a JSON object" },
        { "{}", "it has no payload; 'payload' is a text or null, 'payloadBase64' is bytes, 'payloadJson' is any JSON" },
        {
            """{"topic":"a"}""",
            "it has no payload; 'payload' is a text or null, 'payloadBase64' is bytes, 'payloadJson' is any JSON"
        },
        { """{"topic":"a","paylod":"x"}""", "there is no key 'paylod'; did you mean 'payload'?" },
        { """{"payload":"x","Topic":"a"}""", "there is no key 'Topic'; did you mean 'topic'?" },
        { """{"payload":"x","colour":"red"}""", "there is no key 'colour'" },
        { """{"payload":"x","payload":"y"}""", "'payload' is given twice" },
        { """{"payload":"x","pay\u006coad":"y"}""", "'payload' is given twice" },
        {
            """{"payload":"x","payloadBase64":""}""",
            "it has more than one of 'payload', 'payloadBase64' and 'payloadJson'"
        },
        {
            """{"payload":null,"payloadJson":1}""",
            "it has more than one of 'payload', 'payloadBase64' and 'payloadJson'"
        },
        { """{"payload":"\ud800"}""", "it contains an unpaired surrogate (\\ud800 to \\udfff)" },
        { """{"topic":"\udc00a","payload":""}""", "it contains an unpaired surrogate (\\ud800 to \\udfff)" },
        { """{"\ud800":1}""", "it contains an unpaired surrogate (\\ud800 to \\udfff)" },
        { """{"payloadBase64":"aGVsbG8"}""", "'payloadBase64' must be a text in base64, not 'aGVsbG8'" },
        { """{"payloadBase64":"aGV?bG8="}""", "'payloadBase64' must be a text in base64, not 'aGV?bG8='" },
        {
            """{"payloadBase64":"aGVsbG8\u003d\u003d"}""",
            "'payloadBase64' must be a text in base64, not 'aGVsbG8\\u003d\\u003d'"
        },
        { """{"payloadBase64":7}""", "'payloadBase64' must be a text in base64, not 7" },
        { """{"topic":7,"payload":""}""", "'topic' must be a text, not 7" },
        { """{"topic":null,"payload":""}""", "'topic' must be a text, not null" },
        { """{"topic":"","payload":""}""", "it cannot go to the topic '': it is empty" },
        {
            """{"topic":"a/+","payload":""}""",
            "it cannot go to the topic 'a/+': the wildcards + and # are for subscribers; a message goes to one topic"
        },
        {
            """{"topic":"a\u0000","payload":""}""",
            "it cannot go to the topic 'a\0': it contains a NUL character, which MQTT forbids"
        },
        { """{"qos":3,"payload":""}""", "'qos' must be 0, 1 or 2, not 3" },
        { """{"qos":-1,"payload":""}""", "'qos' must be 0, 1 or 2, not -1" },
        { """{"qos":1.0,"payload":""}""", "'qos' must be 0, 1 or 2, not 1.0" },
        { """{"qos":"1","payload":""}""", "'qos' must be 0, 1 or 2, not '1'" },
        { """{"retain":"yes","payload":""}""", "'retain' must be true or false, not 'yes'" },
        { """{"retain":2,"payload":""}""", "'retain' must be true or false, not 2" },
        { """{"properties":[],"payload":""}""", "'properties' must be an object, not an array" },
        {
            """{"properties":{"content-typ":"a"},"payload":""}""",
            "there is no key 'content-typ'; did you mean 'content-type'?"
        },
        { """{"properties":{"content-type":"a","content-type":"b"},"payload":""}""", "'content-type' is given twice" },
        {
            """{"properties":{"content-type":"\u0000"},"payload":""}""",
            "'content-type' contains a NUL character, which MQTT forbids"
        },
        { """{"properties":{"content-type":{}},"payload":""}""", "'content-type' must be a text, not an object" },
        {
            """{"properties":{"payload-format-indicator":2},"payload":""}""",
            "'payload-format-indicator' must be true or false, not 2"
        },
        {
            """{"properties":{"message-expiry-interval":4294967296},"payload":""}""",
            "'message-expiry-interval' must be a whole number from 0 to 4294967295, not 4294967296"
        },
        {
            """{"properties":{"response-topic":"#"},"payload":""}""",
            "'response-topic' is not a topic: the wildcards + and # are for subscribers; a message goes to one topic"
        },
        { """{"properties":{"correlation-data":7},"payload":""}""", "'correlation-data' must be a text, not 7" },
        {
            """{"properties":{"correlation-data":"a","correlation-dataBase64":""},"payload":""}""",
            "'correlation-data' and 'correlation-dataBase64' say the same thing twice"
        },
        {
            """{"properties":{"user-properties":"a"},"payload":""}""",
            "'user-properties' must be an array of objects, not 'a'"
        },
        {
            """{"properties":{"user-properties":["a"]},"payload":""}""",
            "'user-properties' must be an array of objects, not 'a'"
        },
        { """{"properties":{"user-properties":[{"a":1}]},"payload":""}""", "'a' must be a text, not 1" },
        {
            """{"properties":{"user-properties":[{"\u0000":"1"}]},"payload":""}""",
            "a name in user-properties contains a NUL character, which MQTT forbids"
        },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void A_record_is_the_message_that_it_says(string line, string expected) =>
        Assert.Equal(expected, Describe(Read(line)));

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_record_that_could_lose_something_or_mean_two_things_is_none(string line, string defect) =>
        Assert.Equal(defect, Read(line).Defect);

    [Theory]
    [InlineData("content-type")]
    [InlineData("correlation-data")]
    public void A_property_is_no_longer_than_MQTT_can_carry(string name)
    {
        Assert.Null(Read($$$"""{"payload":"","properties":{"{{{name}}}":"{{{new string('x', 65535)}}}"}}""").Defect);
        Assert.Equal(
            $"'{name}' is longer than 65535 bytes",
            Read($$$"""{"payload":"","properties":{"{{{name}}}":"{{{new string('x', 65536)}}}"}}""").Defect);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_reported_and_not_replaced() =>
        Assert.Equal("it is not UTF-8 text", Records().Read((byte[])[.. "{\"payload\":\""u8, 0xFF, .. "\"}"u8]).Defect);

    [Fact]
    public void JSON_may_be_as_deep_as_it_likes()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);

        Assert.Equal(deep, Encoding.UTF8.GetString(Read($$"""{"payloadJson":{{deep}}}""").Message.Payload.Span));
    }

    [Theory]
    [InlineData("2026-11-25T01:02:03.123456+0100", "2026-11-25T00:02:03.1234560Z")]
    [InlineData("2026-11-25T01:02:03.123456-0330", "2026-11-25T04:32:03.1234560Z")]
    [InlineData("2026-11-25T01:02:03.123456+01:00", "2026-11-25T00:02:03.1234560Z")]
    [InlineData("2026-11-25T01:02:03.1234567Z", "2026-11-25T01:02:03.1234567Z")]
    [InlineData("2026-11-25T01:02:03Z", "2026-11-25T01:02:03.0000000Z")]
    [InlineData("2026-11-25T01:02:03\\u002B0000", "2026-11-25T01:02:03.0000000Z")]
    [InlineData("2024-02-29T23:59:59.5+0000", "2024-02-29T23:59:59.5000000Z")]
    public void A_time_is_read_as_it_is_written(string text, string expected) =>
        Assert.Equal(
            expected,
            new DateTime(Read(Timed($"\"{text}\""), wantsTimes: true).Recorded, DateTimeKind.Utc).ToString("O"));

    [Theory]
    [InlineData("\"2026-11-25T01:02:03.123456\"", "'2026-11-25T01:02:03.123456'")]
    [InlineData("\"2026-11-25 01:02:03Z\"", "'2026-11-25 01:02:03Z'")]
    [InlineData("\"2026-02-30T01:02:03Z\"", "'2026-02-30T01:02:03Z'")]
    [InlineData("\"2026-11-25T24:00:01Z\"", "'2026-11-25T24:00:01Z'")]
    [InlineData("\"2026-11-25T01:02:03+9900\"", "'2026-11-25T01:02:03+9900'")]
    [InlineData("\"0001-01-01T00:00:00+1400\"", "'0001-01-01T00:00:00+1400'")]
    [InlineData("\"now\"", "'now'")]
    [InlineData("\"\"", "''")]
    [InlineData("1764032523", "1764032523")]
    public void A_time_that_is_none_is_reported_where_it_is_needed(string value, string shown)
    {
        Assert.Equal(
            $"'tst' must be a time such as 2026-11-25T01:02:03.123456+0100, not {shown}",
            Read(Timed(value), wantsTimes: true).Defect);
        Assert.Null(Read(Timed(value)).Defect);
    }

    [Fact]
    public void A_time_that_is_missing_is_reported_where_it_is_needed() =>
        Assert.Equal(
            "it has no 'tst', which --replay-speed needs", Read("""{"payload":"x"}""", wantsTimes: true).Defect);

    [Fact]
    public void A_message_that_the_subscriber_writes_is_read_as_the_same() => Gen.Select(
        Gen.String[1, 30].Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))).Where(
            topic => TopicName.Defect(topic) is null),
        Gen.OneOf(Gen.Byte.Array[0, 100], Gen.String[0, 50].Select(Encoding.UTF8.GetBytes)),
        Gen.Int[0, 2],
        Gen.Bool,
        Gen.Bool).Sample((topic, payload, qos, retain, isForTerminal) =>
        {
            var output = new ArrayBufferWriter<byte>();
            var packet = new MqttPublishPacket
            {
                Topic = topic,
                PayloadSegment = payload,
                QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
                Retain = retain,
            };
            MessageFormat.Create(
                new(OutputFormat.Json, EndsLines: true, File: null),
                isForTerminal ? OutputKind.Terminal : OutputKind.Stream,
                new Messages("subscriber", TextWriter.Null), TimeProvider.System)
                .Write(new ReceivedMessage(packet, 1), output);
            var read = Records(wantsTimes: true).Read(output.WrittenMemory);
            return read.Defect is null
                && read.Message.Topic == topic
                && read.Message.Payload.Span.SequenceEqual(payload)
                && (int)read.Message.QualityOfService == qos && read.Message.Retain == retain
                && Math.Abs((new DateTime(read.Recorded, DateTimeKind.Utc) - DateTime.UtcNow).TotalMinutes) < 1;
        }, iter: 10_000);

    static string Timed(string value) => $$"""{"payload":"x","tst":{{value}}}""";

    static InputRecord Read(string line, bool wantsTimes = false) =>
        Records(wantsTimes).Read(Encoding.UTF8.GetBytes(line));

    static JsonRecords Records(bool wantsTimes = false) => new(
        new PublishSettings(
            "default/topic", QualityOfService.AtLeastOnce, Retain: true, AllowsDowngrade: false, WantsStatistics: false,
            Defaults),
        wantsTimes);

    static string Describe(in InputRecord record)
    {
        if (record.IsBlank)
        {
            return "blank";
        }

        var (message, properties) = (record.Message, record.Message.Properties!);
        string?[] parts =
        [
            properties.PayloadFormatIndicator == true ? "utf-8" : null,
            properties.MessageExpiryInterval is { } seconds ? $"expiry={seconds}" : null,
            properties.ContentType is { } type ? $"content-type={type}" : null,
            properties.ResponseTopic is { } topic ? $"response-topic={topic}" : null,
            properties.CorrelationData is { } data ? $"correlation-data={Convert.ToHexString(data)}" : null,
            .. properties.UserProperties!.Select(property => $"{property.Name}={property.Value}"),
        ];
        return record.Defect
            ?? $"{message.Topic} qos {(int)message.QualityOfService} retain {message.Retain}: "
                + $"{Encoding.UTF8.GetString(message.Payload.Span)} [{string.Join(' ', parts.OfType<string>())}]";
    }
}
