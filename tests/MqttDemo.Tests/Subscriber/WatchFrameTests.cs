using System.Text.RegularExpressions;
using CsCheck;
using MqttDemo.Subscriber.Watching;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Subscriber;

public sealed partial class WatchFrameTests
{
    readonly ManualTime time = new();

    [Fact]
    public void Each_topic_has_a_line_with_its_age_its_count_and_its_last_payload()
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("a/b", "1"));
        topics.Add(Arrived.Message("c", "x"));
        time.Advance(90);
        topics.Add(Arrived.Message("a/b", "2"));

        Assert.Equal(
            [
                "  AGE    COUNT TOPIC PAYLOAD   3 messages of 2 topics       ",
                "   0s        2 a/b   2                                      ",
                "   1m        1 c     x                                      ",
            ],
            Lines(topics, 60, 24));
    }

    [Fact]
    public void Of_more_topics_than_lines_those_with_the_latest_messages_are_shown_each_in_its_place()
    {
        var topics = new WatchedTopics(time);
        foreach (var topic in (string[])["a", "b", "c", "d", "a"])
        {
            topics.Add(Arrived.Message(topic));
            time.Advance(1);
        }

        Assert.Equal(
            ["PAYLOAD   5 messages of 4 topics, the latest 2 shown", "a", "d"],
            Lines(topics, 80, 3).Select((line, i) => i == 0 ? line[21..].TrimEnd() : line[15..].TrimEnd()));
    }

    [Fact]
    public void What_the_program_has_said_last_stands_in_the_last_line()
    {
        var topics = new WatchedTopics(time);
        foreach (var topic in (string[])["a", "b"])
        {
            topics.Add(Arrived.Message(topic));
        }

        var frame = WatchFrame.Render(topics, "subscriber: warning: the connection was lost", 80, 3, time);

        Assert.EndsWith($"\e[3H{"subscriber: warning: the connection was lost",-80}", frame, StringComparison.Ordinal);
        Assert.Contains("the latest 1 shown", frame, StringComparison.Ordinal);
    }

    [Fact]
    public void Topics_that_differ_beyond_what_is_kept_of_them_are_counted_apart()
    {
        var topics = new WatchedTopics(time);
        var beginning = new string('t', 60_000);
        foreach (var end in (string[])["1", "2", "1"])
        {
            topics.Add(Arrived.Message(beginning + end));
        }

        Assert.Equal((2, 3), (topics.Count, topics.Messages));
    }

    [Fact]
    public void A_message_cannot_drive_the_terminal()
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("t\u001b[2J", "\u001b]0;owned\u0007\r\n\u202e"));

        Assert.Contains(
            "t\\x1b[2J \\x1b]0;owned\\x07\\r\\n\\u{202e}", WatchFrame.Render(topics, null, 100, 10, time),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc", 5, "abc  ")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("日本語", 6, "日本語")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 4, "日… ")]
    [InlineData("e\u0301e", 3, "e\u0301e ")]
    [InlineData("abc", 0, "")]
    public void A_text_is_fitted_by_the_columns_it_takes(string text, int columns, string expected) =>
        Assert.Equal(expected, Columns.Fit(text, columns));

    [Fact]
    public void Whatever_comes_no_line_is_longer_than_the_screen_and_no_frame_higher() =>
        Gen.Select(
            Gen.String.Where(topic => topic.Length > 0),
            Gen.Byte.Array,
            Gen.Int[1, 120],
            Gen.Int[1, 10]).List[0, 8].Sample(stream =>
        {
            var topics = new WatchedTopics(time, capacity: 8);
            foreach (var (topic, payload, columns, lines) in stream)
            {
                topics.Add(Arrived.Message(topic, payload));
                var shown = Lines(topics, columns, lines);
                Assert.InRange(shown.Length, 1, lines);
                Assert.All(shown, line => Assert.Equal(columns, Columns.Width(line)));
                Assert.InRange(topics.Count, 1, 8);
            }
        });

    string[] Lines(WatchedTopics topics, int columns, int lines) =>
        Codes().Replace(WatchFrame.Render(topics, null, columns, lines, time), "").Split(
            "\r\n", StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("\u001b\\[[0-9]*[HmJ]")]
    private static partial Regex Codes();
}
