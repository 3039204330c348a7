using System.Text.RegularExpressions;
using CsCheck;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Subscriber.Watching;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Subscriber;

public sealed partial class WatchFrameTests
{
    readonly ManualTime time = new();

    [Fact]
    public void Each_topic_has_a_line_with_its_age_its_rate_its_count_and_its_last_payload()
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("a/b", "1"));
        topics.Add(Arrived.Message("c", "x"));
        time.Advance(90);
        topics.Add(Arrived.Message("a/b", "2"));

        Assert.Equal(
            [
                "  AGE  RATE/s    COUNT TOPIC PAYLOAD                        ",
                "   0s    0.10        2 a/b   2                              ",
                "   1m    0.00        1 c     x                              ",
                new string(' ', 60),
                "3 messages of 2 topics                                      ",
            ],
            Lines(topics, 60, 5));
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

        Assert.Equal(["a", "d"], Lines(topics, 80, 4)[1..^1].Select(line => line[23..].TrimEnd()));
        Assert.StartsWith("5 messages of 4 topics, 2 shown ", Lines(topics, 80, 4)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_begins_on_an_empty_one_so_that_nothing_stays_of_what_was_there()
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("a", "1\uFE0F"));

        var frame = new WatchFrame(topics, new(), null, HasKeys: false).Render(20, 6, time, out _);

        Assert.StartsWith("\e[H\e[K", frame, StringComparison.Ordinal);
        Assert.Equal(6, frame.Split("\e[K").Length - 1);
        Assert.Equal(5, frame.Split("\r\n\e[K").Length - 1);
    }

    [Fact]
    public void What_the_program_has_said_last_stands_above_the_last_line()
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("a"));
        topics.Add(Arrived.Message("b"));

        var lines = Lines(topics, 80, 4, said: "subscriber: warning: the connection was lost");

        Assert.Equal($"{"subscriber: warning: the connection was lost",-80}", lines[2]);
        Assert.StartsWith("2 messages of 2 topics, 1 shown ", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void The_keys_stand_in_the_last_line_of_a_usual_terminal_where_there_are_any()
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("a"));

        var frame = new WatchFrame(topics, new(), null, HasKeys: true).Render(80, 24, time, out _);

        Assert.Contains(
            "1 message of 1 topic  q:quit /:filter t:topic r:rate a:age c:count", frame, StringComparison.Ordinal);
        Assert.DoesNotContain("q:quit", string.Concat(Lines(topics, 80, 24)), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_more_topics_than_memory_is_kept_for_the_silent_ones_are_forgotten_and_that_is_counted()
    {
        var topics = new WatchedTopics(time, budget: 100_000);
        for (var i = 0; i < 100_000; i++)
        {
            topics.Add(Arrived.Message($"topic/{i}", "payload"));
            time.Advance(0.001);
        }

        var kept = topics.Select(all => all);
        var summary = topics.Summary;
        Assert.InRange(kept.Sum(topic => topic.Cost), 30_000, 100_000);
        Assert.Equal((100_000, 100_000 - kept.Length), (summary.Messages, summary.Forgotten));
        Assert.Contains(kept, topic => topic.Topic == "topic/99999");
    }

    [Fact]
    public void A_long_payload_is_cut_between_two_characters()
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("t", "x" + new string('é', 1_000)));

        var last = Assert.Single(topics.Select(all => all)).Last;

        Assert.Equal(("x" + new string('é', 249), 2_001), (last.Text, last.Length));
    }

    [Fact]
    public void A_message_cannot_drive_the_terminal()
    {
        var topics = new WatchedTopics(time);
        topics.Add(Arrived.Message("t\u001b[2J", "\u001b]0;owned\u0007\r\n\u202e"));

        Assert.Contains(
            "t\\x1b[2J \\x1b]0;owned\\x07\\r\\n\\u{202e}", string.Concat(Lines(topics, 100, 10)),
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
    public void Whatever_comes_the_frame_is_as_large_as_the_screen() =>
        Gen.Select(
            Gen.String.Where(topic => topic.Length > 0),
            Gen.Byte.Array,
            Gen.Int[1, 120],
            Gen.Int[1, 10],
            Gen.String).List[0, 8].Sample(stream =>
        {
            var topics = new WatchedTopics(time, budget: 3_000);
            foreach (var (topic, payload, columns, lines, said) in stream)
            {
                topics.Add(Arrived.Message(topic, payload));
                var shown = Lines(topics, columns, lines, TerminalText.Escape(said));
                Assert.Equal(lines, shown.Length);
                Assert.All(shown, line => Assert.Equal(columns, Columns.Width(line)));
            }
        });

    string[] Lines(WatchedTopics topics, int columns, int lines, string? said = null) =>
        Codes().Replace(
            new WatchFrame(topics, new(), said, HasKeys: false).Render(columns, lines, time, out _), "").Split("\r\n");

    [GeneratedRegex("\u001b\\[[0-9]*[HmJK]")]
    private static partial Regex Codes();
}
