using System.Buffers;
using System.Text;
using MqttDemo.Subscriber.Watching;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Subscriber;

public sealed class TopicLinesTests
{
    readonly ManualTime time = new();

    [Theory]
    [InlineData(70, "TOPIC  MESSAGES    RATE/s      BYTES  RETAINED LAST", "door          2      0.50        101           xxxxx")]
    [InlineData(60, "TOPIC  MESSAGES    RATE/s      BYTES LAST", "door          2      0.50        101 xxxxxxxxx")]
    [InlineData(50, "TOPIC  MESSAGES    RATE/s LAST", "door          2      0.50 xxxxxxxxxxxxxxxxxxxxxxx…")]
    [InlineData(40, "TOPIC  MESSAGES LAST", "door          2 xxxxxxxxxxxxxxxxxxxxxxx…")]
    [InlineData(20, "TOPIC LAST", "door  xxxxxxxxxxxxx…")]
    public void A_narrow_terminal_shows_topic_and_last_value_rather_than_all_columns(
        int columns, string title, string line)
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("door", "x"));
        topics.Add(Arrived.Message("door", new string('x', 100)));
        time.Advance(4);
        var output = new ArrayBufferWriter<byte>();

        new TopicLines(columns).Write(topics.Select(all => all), topics.Summary, output);

        var lines = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n');
        Assert.Equal(title, lines[0]);
        Assert.StartsWith(line, lines[1], StringComparison.Ordinal);
    }
}
