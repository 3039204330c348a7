using System.Buffers;
using System.Text;
using MqttDemo.Subscriber.Watching;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Subscriber;

public sealed class TopicLinesTests
{
    readonly ManualTime time = new();

    [Theory]
    [InlineData(70, " MESSAGES    RATE/s      BYTES  RETAINED", "        2      0.50        101          ")]
    [InlineData(60, " MESSAGES    RATE/s      BYTES", "        2      0.50        101")]
    [InlineData(50, " MESSAGES    RATE/s", "        2      0.50")]
    [InlineData(40, " MESSAGES", "        2")]
    public void A_narrow_terminal_shows_topic_and_last_value_rather_than_all_columns(
        int columns, string titles, string numbers)
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("door", "x"));
        topics.Add(Arrived.Message("door", new string('x', 100)));
        time.Advance(4);
        var output = new ArrayBufferWriter<byte>();

        new TopicLines(columns).Write(topics.Select(all => all), topics.Summary, output);

        var lines = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n');
        Assert.Equal($"TOPIC {titles} LAST", lines[0]);
        Assert.Equal($"door  {numbers} {new string('x', columns - numbers.Length - 8)}…", lines[1]);
    }

    [Fact]
    public void A_terminal_without_room_for_any_column_shows_topic_and_last_value()
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("a long topic that is cut", "value"));
        time.Advance(1);
        var output = new ArrayBufferWriter<byte>();

        new TopicLines(20).Write(topics.Select(all => all), topics.Summary, output);

        Assert.Equal("TOPIC         LAST\na long topic… value\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
