using System.Text;
using CsCheck;
using MqttDemo.Config;
using MqttDemo.Subscriber.Filters;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Subscriber;

public sealed class FilterTests
{
    static readonly FilterSettings None = new([]);

    public static TheoryData<string, byte[], bool> Matches => new()
    {
        { "on", "on"u8.ToArray(), true },
        { "^on$", "iron"u8.ToArray(), false },
        { "(?i)^ON$", "on"u8.ToArray(), true },
        { "", [], true },
        { ".", [], false },
        { "ü", "grün"u8.ToArray(), true },
        { "\\d+\\.\\d", "t=22.5"u8.ToArray(), true },
        { "\\xff", [0x00, 0xFF], true },
        { "\\x00", [0x00, 0xFF], true },
        { "ÿ", [0xFF], true },
        { "^(?!.*heartbeat)", "heartbeat 1"u8.ToArray(), false },
        { "^(?!.*heartbeat)", "alarm"u8.ToArray(), true },
        { "(a)\\1", "aa"u8.ToArray(), true },
    };

    [Theory]
    [MemberData(nameof(Matches))]
    public void Match_looks_for_a_regular_expression_in_the_payload(string pattern, byte[] payload, bool expected) =>
        Assert.Equal(expected, new PayloadMatch(pattern, _ => { }).Passes(payload));

    [Theory]
    [InlineData("a(b", "'a(b' is not a regular expression at character 3: Not enough )'s")]
    [InlineData("[z-a]", "at character 4: ")]
    [InlineData("*", "at character 1: ")]
    public void A_pattern_that_is_none_is_reported_with_its_place(string pattern, string sentence)
    {
        var failure = Assert.Throws<MqttDemoException>(() => new PayloadMatch(pattern, _ => { }));

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_could_run_forever_takes_a_time_that_grows_with_the_payload_only() =>
        Assert.False(
            new PayloadMatch("^(a+)+$", _ => { }).Passes(Encoding.ASCII.GetBytes(new string('a', 100_000) + "!")));

    [Fact]
    public void Where_that_cannot_be_the_time_is_limited_and_the_message_is_shown_rather_than_lost()
    {
        var warnings = new List<string>();

        Assert.True(
            new PayloadMatch("^(?=a)(a+)+$", warnings.Add).Passes(Encoding.ASCII.GetBytes(new string('a', 100) + "!")));

        Assert.Contains("the message counts as matching", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_lets_a_value_pass_that_differs_from_the_last_of_its_topic()
    {
        var filter = new ShownValues(onlyChanged: true, null, new ManualTime());
        var shown = ((string Topic, string Payload)[])[
            ("a", "1"), ("a", "1"), ("b", "1"), ("a", "2"), ("a", "2"), ("a", "1"), ("b", ""), ("b", ""), ("b", "1")];

        Assert.Equal(
            ["a1", "b1", "a2", "a1", "b", "b1"],
            shown.Where(message => filter.Passes(Arrived.Message(message.Topic, message.Payload))).Select(
                message => message.Topic + message.Payload));
    }

    [Fact]
    public void Throttle_lets_the_first_message_of_a_topic_pass_and_the_next_when_the_time_is_over()
    {
        var time = new ManualTime();
        var filter = new ShownValues(onlyChanged: false, TimeSpan.FromSeconds(10), time);
        var passed = new List<string>();
        for (var second = 0; second <= 25; second += 5)
        {
            foreach (var topic in (string[])["a", "b"])
            {
                if ((topic == "a" || second >= 5) && filter.Passes(Arrived.Message(topic)))
                {
                    passed.Add($"{topic}{second}");
                }
            }

            time.Advance(5);
        }

        Assert.Equal(["a0", "b5", "a10", "b15", "a20", "b25"], passed);
    }

    [Fact]
    public void A_change_that_comes_too_soon_is_shown_when_it_comes_again()
    {
        var time = new ManualTime();
        var filter = new ShownValues(onlyChanged: true, TimeSpan.FromSeconds(10), time);

        Assert.True(filter.Passes(Arrived.Message("a", "off")));
        Assert.False(filter.Passes(Arrived.Message("a", "on")));
        time.Advance(10);
        Assert.True(filter.Passes(Arrived.Message("a", "on")));
        Assert.False(filter.Passes(Arrived.Message("a", "on")));
    }

    [Fact]
    public void Changed_passes_what_a_list_of_last_values_would_let_pass() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2]).Array.Sample(stream =>
        {
            var filter = new ShownValues(onlyChanged: true, null, new ManualTime());
            var last = new Dictionary<int, int>();
            foreach (var (topic, value) in stream)
            {
                var isNew = !last.TryGetValue(topic, out var before) || before != value;
                last[topic] = value;
                Assert.Equal(isNew, filter.Passes(Arrived.Message($"{topic}", $"{value}")));
            }
        });

    [Fact]
    public void The_memory_of_topics_is_bounded_and_forgets_those_that_were_silent_longest()
    {
        const int capacity = 100;
        var memory = new TopicMemory<int>(capacity);
        for (var i = 0; i < 10 * capacity; i++)
        {
            memory[$"{i}"] = i;
            Assert.Equal(i == 0 ? 0 : 7, i == 0 ? 0 : memory["kept"]);
            memory["kept"] = 7;
            Assert.InRange(memory.Count, 1, 2 * capacity);
        }

        Assert.Equal((0, (10 * capacity) - 1), (memory["0"], memory[$"{(10 * capacity) - 1}"]));
    }

    [Fact]
    public void A_random_sample_is_about_as_large_as_was_asked_for_and_all_at_100_percent()
    {
        const int messages = 20_000;
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var quarter = new RandomSample(25, new Random(seed));
        var whole = new RandomSample(100, new Random(seed));

        // Ten standard deviations.
        Assert.InRange(Enumerable.Range(0, messages).Count(_ => quarter.Passes(Arrived.Message("t"))), 4_380, 5_620);
        Assert.Equal(messages, Enumerable.Range(0, messages).Count(_ => whole.Passes(Arrived.Message("t"))));
    }

    [Fact]
    public void What_is_filtered_out_does_not_count_and_what_chance_hides_does()
    {
        var selection = new Selection(
            None with { UnwantedTopics = ["noise/#"], Retained = false, RandomPercent = 0.1 },
            [], count: 2, takesSurplus: false, _ => { }, new ManualTime());

        Assert.False(selection.Takes(Arrived.Message("noise/a"), out _));
        Assert.False(selection.Takes(Arrived.Message("t", retain: true), out _));
        Assert.False(selection.IsComplete);
        selection.Takes(Arrived.Message("t"), out _);
        Assert.False(selection.IsComplete);
        selection.Takes(Arrived.Message("t"), out _);
        Assert.True(selection.IsComplete);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_says_that_it_is_complete_while_it_takes_the_last_message_and_once(bool takesSurplus)
    {
        var selection = new Selection(None, [], count: 2, takesSurplus, _ => { }, new ManualTime());
        var times = 0;
        using var registration = selection.Completed.Register(() => times++);

        Assert.True(selection.Takes(Arrived.Message("t"), out _));
        Assert.Equal((0, false), (times, selection.IsClosed));
        Assert.True(selection.Takes(Arrived.Message("t"), out _));
        Assert.Equal((1, !takesSurplus), (times, selection.IsClosed));
        Assert.True(selection.Takes(Arrived.Message("t"), out _));
        Assert.Equal((1, 1), (times, selection.Surplus));
    }

    [Fact]
    public void Retained_messages_are_removed_though_R_does_not_show_them_but_not_those_that_T_and_match_leave_out()
    {
        var selection = new Selection(
            None with { UnwantedTopics = ["kept/#"], Match = "old", Retained = false },
            [], count: null, takesSurplus: false, _ => { }, new ManualTime());

        Assert.Equal((false, true), Judge("t", "old"));
        Assert.Equal((false, false), Judge("kept/a", "old"));
        Assert.Equal((false, false), Judge("t", "new"));

        (bool IsTaken, bool IsInScope) Judge(string topic, string payload) =>
            (selection.Takes(Arrived.Message(topic, payload, retain: true), out var isInScope), isInScope);
    }
}
