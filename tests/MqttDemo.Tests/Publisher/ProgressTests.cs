using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Publisher;

namespace MqttDemo.Tests.Publisher;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(0, null, "1000 sent, 700 acknowledged, 300 in flight, 100/s")]
    [InlineData(0, 0.0, "1000 sent, 700 acknowledged, 300 in flight, 100/s")]
    [InlineData(0, 0.25, "1000 sent, 700 acknowledged, 300 in flight, 100/s, 25%, 0:30 left")]
    [InlineData(3, 1.0, "1000 sent, 700 acknowledged, 3 refused, 300 in flight, 100/s, 100%, 0:00 left")]
    [InlineData(0, 0.001, "1000 sent, 700 acknowledged, 300 in flight, 100/s, 0%, 2:46:30 left")]
    public void The_line_says_how_far_it_is_and_how_long_it_will_take(long refused, double? share, string expected) =>
        Assert.Equal(
            expected,
            Progress.Text(new PublishCounts(1000, 700, refused, 300, 0, 0, 0), share, TimeSpan.FromSeconds(10)));

    [Fact]
    public void A_line_that_is_said_takes_the_place_of_the_one_that_changes()
    {
        var error = new StringWriter { NewLine = "\n" };
        var messages = new Messages("publisher", error);

        messages.Status(null);
        messages.Status("1 sent");
        messages.Status("2 sent");
        messages.Note("said");
        messages.Note("more");
        messages.Status("3 sent");
        messages.Status(null);
        messages.Status(null);

        const string erased = "\r\u001b[K";
        Assert.Equal(
            $"{erased}\u001b[?7l1 sent\u001b[?7h{erased}\u001b[?7l2 "
            + $"sent\u001b[?7h{erased}said\nmore\n{erased}\u001b[?7l3 sent\u001b[?7h{erased}",
            error.ToString());
    }
}
