using System.Globalization;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>Memory is bounded, however much goes through and however long the output stands still.</summary>
public sealed class Memory
{
    const double MostMegabytes = 96;

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Three_million_lines_need_no_more_memory_than_a_few(string qos)
    {
        const int count = 3_000_000;
        await using var broker = await Mosquitto.StartAsync("max_queued_messages 4000000");
        string[] shared = ["-b", broker.Address, "-t", "t", "-q", qos];
        await using var subscriber = App.Start(
            "bash", ["-c", "exec \"$0\" \"$@\" > /dev/null", Executables.Subscriber, .. shared, "-C", count.ToString(CultureInfo.InvariantCulture)]);
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        await using var publisher = App.Publisher([.. shared, "-l"]);
        var input = Lines.Sequence(count);

        // The last line is held back, so that both are still there to be measured when all the others are through.
        await publisher.TypeAsync(input.AsMemory(0, input.Length - 1));
        var (publisherPeak, subscriberPeak) = (publisher.PeakMegabytes, subscriber.PeakMegabytes);
        publisher.Input.Close();
        (await publisher.ExitAsync()).ShouldBeSilentSuccess();
        var ending = subscriber.ExitAsync();
        while (!ending.IsCompleted)
        {
            subscriberPeak = Math.Max(subscriberPeak, subscriber.TryPeakMegabytes() ?? 0);
            await Task.WhenAny(ending, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"publisher {publisherPeak:0} MB, subscriber {subscriberPeak:0} MB");
        Assert.Equal(0, (await ending).Code);
        Assert.InRange(publisherPeak, 1, MostMegabytes);
        Assert.InRange(subscriberPeak, 1, MostMegabytes);
    }

    [Fact]
    public async Task An_output_that_stands_still_for_a_while_costs_no_message_at_QoS_1_and_no_memory()
    {
        const int count = 400_000;
        await using var broker = await Mosquitto.StartAsync();
        using var folder = new TemporaryFolder();
        // The subscriber's pipe is read by cat, which is stopped and goes on.
        await using var piped = App.Start(
            "bash",
            [
                "-c", "{ echo $BASHPID > subscriber.pid; exec \"$0\" \"$@\" 2> err; } | { echo $BASHPID > cat.pid; exec cat; }",
                Executables.Subscriber, "-b", broker.Address, "-t", "t", "-q", "1", "-k", "2", "-C", $"{count}",
            ],
            folder: folder.Path);
        await Until.TrueAsync(() => File.Exists(folder.File("err")) && File.ReadAllText(folder.File("err")).Contains("Subscribed to", StringComparison.Ordinal), "the subscription");
        var cat = await ProcessIdAsync(folder.File("cat.pid"));
        var subscriber = await ProcessIdAsync(folder.File("subscriber.pid"));
        Signals.Send(cat, "STOP");
        await using var publisher = App.Publisher("-b", broker.Address, "-t", "t", "-q", "1", "-l");
        (await publisher.FinishAsync(Lines.Sequence(count))).ShouldBeSilentSuccess();

        // All is with the broker and nothing of it has been read. The subscriber must stay connected for longer than its keep-alive of 2 s.
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.InRange(App.PeakMegabytesOf(subscriber) ?? 0, 1, MostMegabytes);
        Signals.Send(cat, "CONT");
        var received = await piped.ExitAsync();

        Lines.ShouldBeEqual(Lines.Sequence(count), received.Bytes);
        Assert.DoesNotContain("lost", await File.ReadAllTextAsync(folder.File("err"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    static async Task<int> ProcessIdAsync(string file) =>
        int.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
}
