using System.Text;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Subscriber.Watching;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Subscriber;

/// <summary>What the keys of -w do, from the bytes of the terminal to the topics that are seen.</summary>
public sealed class WatchViewTests
{
    const int Rows = 3;

    readonly ManualTime time = new();
    readonly WatchedTopics topics;

    public WatchViewTests()
    {
        topics = new(time);
        foreach (var topic in (string[])["d", "B", "b", "c", "b", "a", "d", "d"])
        {
            topics.Add(Arrived.Message(topic));
            time.Advance(1);
        }
    }

    [Theory]
    [InlineData("", "d b a")]
    [InlineData("t", "B a b")]
    [InlineData("tt", "d b a")]
    [InlineData("a", "d a b")]
    [InlineData("c", "d b B")]
    [InlineData("r", "d a b")]
    [InlineData("t\e[B", "a b c")]
    [InlineData("t\eOB\eOA", "B a b")]
    [InlineData("t\e[6~", "b c d")]
    [InlineData("t\e[6~\e[6~\e[A", "a b c")]
    [InlineData("t\e[F", "b c d")]
    [InlineData("t\e[F\e[H", "B a b")]
    [InlineData("t\e[F\e[5~", "B a b")]
    [InlineData("/b\r", "B b")]
    [InlineData("t/b\r", "B b")]
    [InlineData("/q", "")]
    [InlineData("/q\u007fb", "B b")]
    [InlineData("/b\e", "d b a")]
    [InlineData("/b\r\e", "d b a")]
    [InlineData("/b\r/", "d b a")]
    [InlineData("/b\rt", "B b")]
    [InlineData("t\e[200;1~x\u0001", "B a b")]
    public void Keys_sort_filter_and_scroll(string typed, string expected)
    {
        var view = new WatchView();
        foreach (var key in KeySequences.Parse(Encoding.UTF8.GetBytes(typed)))
        {
            view = view.Press(key, Rows, view.Of(topics, Rows, time).Matching);
        }

        Assert.Equal(expected, string.Join(' ', view.Of(topics, Rows, time).Seen.Select(topic => topic.Topic)));
    }

    [Fact]
    public void A_filter_may_contain_any_characters()
    {
        topics.Add(Arrived.Message("温度/🌡"));
        var view = new WatchView();
        foreach (var key in KeySequences.Parse("/度/🌡\r"u8))
        {
            view = view.Press(key, Rows, 1);
        }

        Assert.Equal("温度/🌡", Assert.Single(view.Of(topics, Rows, time).Seen).Topic);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(0.25)]
    public void The_rate_of_a_steady_stream_is_right_from_its_first_seconds_on(double perSecond)
    {
        var pause = TimeSpan.FromSeconds(1 / perSecond);
        var rate = default(RecentRate).After(TimeSpan.Zero);
        for (var i = 0; i < 20 * perSecond; i++)
        {
            rate = rate.After(pause);
            if (i >= Math.Max(3, perSecond))
            {
                Assert.InRange(rate.PerSecond(pause), perSecond * 0.7, perSecond * 1.4);
            }
        }

        Assert.InRange(rate.PerSecond(TimeSpan.FromMinutes(2)), 0, perSecond * 0.001);
    }
}
