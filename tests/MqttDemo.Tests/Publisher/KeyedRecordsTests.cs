using System.Text;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Tests.Publisher;

public sealed class KeyedRecordsTests
{
    [Theory]
    [InlineData(":", "a/b:payload", "a/b", "payload")]
    [InlineData(":", "a:b:c", "a", "b:c")]
    [InlineData(":", "a:", "a", "")]
    [InlineData("::", "a:b::c", "a:b", "c")]
    [InlineData(" ", "é  x\r", "é", " x\r")]
    public void A_record_is_cut_at_the_first_delimiter(string delimiter, string record, string topic, string payload)
    {
        var read = Read(delimiter, Encoding.UTF8.GetBytes(record));

        Assert.Equal(
            (null, topic, payload),
            (read.Defect, read.Message.Topic, Encoding.UTF8.GetString(read.Message.Payload.Span)));
        Assert.Equal((QualityOfService.AtLeastOnce, true), (read.Message.QualityOfService, read.Message.Retain));
    }

    [Theory]
    [InlineData("a", "it has no ':' between topic and payload; -t names a topic for those that have none")]
    [InlineData("", "it has no ':' between topic and payload; -t names a topic for those that have none")]
    [InlineData(":a", "it has no topic; -t names a topic for those that have none")]
    [
        InlineData(
            "a/#:a",
            "it cannot go to the topic 'a/#': the wildcards + and # are for subscribers; a message goes to one topic")]
    public void A_record_without_a_topic_is_none_where_no_topic_is_named(string record, string defect)
    {
        var unnamed = Settings with { TopicOrigin = "config.json" };

        Assert.Equal(defect, new KeyedRecords(unnamed, ":"u8.ToArray()).Read(Encoding.UTF8.GetBytes(record)).Defect);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("", "")]
    [InlineData(":a:b", "a:b")]
    [InlineData(":", "")]
    public void A_record_without_a_topic_goes_to_the_one_that_is_named(string record, string payload)
    {
        var read = Read(":", Encoding.UTF8.GetBytes(record));

        Assert.Equal(
            (null, "t", payload),
            (read.Defect, read.Message.Topic, Encoding.UTF8.GetString(read.Message.Payload.Span)));
    }

    [Fact]
    public void A_topic_is_text_and_a_payload_any_bytes()
    {
        Assert.Equal(
            "it cannot go to the topic 'a\uFFFD': it is not UTF-8 text", Read(":", [.. "a"u8, 0xFF, .. ":b"u8]).Defect);
        Assert.Equal([0, 0xFF, (byte)':'], Read(":", [.. "a:"u8, 0, 0xFF, .. ":"u8]).Message.Payload.ToArray());
    }

    [Fact]
    public void More_topics_than_are_remembered_are_still_told_apart()
    {
        var records = new KeyedRecords(Settings, ":"u8.ToArray());
        for (var i = 0; i < 5_000; i++)
        {
            var topic = $"topic/{i * 7919 % 3001}";
            Assert.Equal(topic, records.Read(Encoding.UTF8.GetBytes($"{topic}:x")).Message.Topic);
        }
    }

    static PublishSettings Settings =>
        new("t", QualityOfService.AtLeastOnce, Retain: true, AllowsDowngrade: false, WantsStatistics: false);

    static InputRecord Read(string delimiter, byte[] record) =>
        new KeyedRecords(Settings, Encoding.UTF8.GetBytes(delimiter)).Read(record);
}
