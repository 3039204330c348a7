using System.Globalization;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>Which messages are shown.</summary>
public sealed class Filters
{
    static readonly string[] Stream = ["1 on", "2 off", "2 off", "3 on", "3 on", "2 off", "end"];

    public static TheoryData<string[], string[]> Shown => new()
    {
        { ["--match", "on$|end"], ["1 on", "3 on", "3 on", "end"] },
        { ["--match", "^(?!.*off)"], ["1 on", "3 on", "3 on", "end"] },
        { ["--changed"], ["1 on", "2 off", "3 on", "2 off", "end"] },
        { ["--throttle", "1000", "-C", "1"], ["1 on"] },
        { ["--changed", "--match", "on|end"], ["1 on", "3 on", "end"] },
        { ["--random-filter", "100"], Stream },
        { ["-C", "3", "--match", "off"], ["2 off", "2 off", "2 off"] },
    };

    [Theory]
    [MemberData(nameof(Shown))]
    public async Task A_filter_shows_what_it_says(string[] options, string[] lines)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            [
                "-b", broker.Address, "-t", "t", "-q", "1",
                .. options.Contains("-C") ? options : [.. options, "-C", $"{lines.Length}"]
            ]);

        (
            await App.PublishAsync(
                ["-b", broker.Address, "-t", "t", "-q", "1", "-l"],
                System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Stream))))
            .ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();
        Assert.Equal(
            (
                0,
                string.Concat(lines.Select(line => line + '\n')),
                $"Connected to {broker.Address}: Success\nSubscribed to t\n"),
            (result.Code, result.Out, result.Error));
    }

    [Fact]
    public async Task What_is_filtered_out_is_acknowledged()
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] session = ["-b", broker.Address, "-t", "t", "-q", "1", .. App.Kept("picky")];
        await using (var picky = await App.SubscribedAsync([.. session, "--match", "end", "-C", "1"]))
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-l"], "1\n2\nend\n"u8.ToArray()))
                .ShouldBeSilentSuccess();
            Assert.Equal("end\n", (await picky.ExitAsync()).Out);
        }

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-m", "next"])).ShouldBeSilentSuccess();
        Assert.Equal("next\n", (await App.SubscribeAsync([.. session, "-C", "1"])).Out);
    }

    [Fact]
    public async Task What_chance_hides_counts_all_the_same()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-q", "1", "--random-filter", "50", "-C", "1000");

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-l"], Lines.Sequence(1_000)))
            .ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();
        Assert.Equal(0, result.Code);
        // Ten standard deviations.
        Assert.InRange(result.Out.Count(character => character == '\n'), 342, 658);
    }

    [Fact]
    public async Task Message_rate_writes_the_messages_of_each_second_and_acknowledges_them()
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] session = ["-b", broker.Address, "-t", "t", "-q", "1", .. App.Kept("rate")];
        await using (var rate = await App.SubscribedAsync([.. session, "--message-rate"]))
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-l"], Lines.Sequence(500)))
                .ShouldBeSilentSuccess();
            await Until.TrueAsync(() => Sum(rate.OutputSoFar) == 500, "500 messages in the lines");
            rate.Signal("INT");
            var result = await rate.ExitAsync();
            Assert.Equal((0, 500), (result.Code, Sum(result.Bytes)));
        }

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-m", "next"])).ShouldBeSilentSuccess();
        Assert.Equal("next\n", (await App.SubscribeAsync([.. session, "-C", "1"])).Out);
    }

    [Fact]
    public async Task Message_rate_counts_the_last_messages_though_their_second_is_not_over()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var rate = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "--message-rate", "-C", "7");

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-l"], Lines.Sequence(7))).ShouldBeSilentSuccess();

        var result = await rate.ExitAsync();
        Assert.Equal((0, 7), (result.Code, Sum(result.Bytes)));
    }

    [Theory]
    [InlineData("-v")]
    [InlineData("-N")]
    [InlineData("-F", "%p")]
    [InlineData("--json")]
    public async Task Message_rate_with_a_format_is_a_usage_error(params string[] format) =>
        (await InProcess.SubscribeAsync(["-b", "localhost:1", "--message-rate", .. format])).ShouldFail(
            ExitCode.Usage, "--message-rate writes lines about messages and no messages");

    static int Sum(byte[] output) =>
        System.Text.Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Sum(line => int.Parse(line[..^" msgs/s".Length], CultureInfo.InvariantCulture));
}
