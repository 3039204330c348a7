namespace MqttDemo.Tests.Reliability;

/// <summary>
/// A subscriber is killed, or cannot write, and goes on with the same session: nothing was acknowledged that had not
/// been written.
/// </summary>
public sealed class SubscriberEndings
{
    public static TheoryData<string, string> Cells =>
        new() { { "5", "1" }, { "311", "1" }, { "5", "2" }, { "311", "2" } };

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Killed_50_times_its_outputs_together_hold_every_message(string version, string qos)
    {
        const int kills = 50;
        var random = Scale.Seeded();
        await using var broker = await Mosquitto.StartAsync();
        string[] session = ["-b", broker.Address, "-t", "numbers", "-q", qos, "-V", version, .. App.Kept("sub")];
        await CreateAsync(session);
        // The stream goes on as long as there are kills, so that every one of them is in the middle of it.
        await using var publisher = Stream.Publish(broker.Address, qos, version);
        var feeding = Feed.SteadilyAsync(publisher, int.MaxValue / 2, blocksInASecond: 20);

        var received = new HashSet<int>();
        for (var kill = 0; kill < kills; kill++)
        {
            await using var subscriber = App.Subscriber(session);
            var enough = random.Next(1, 2_000);
            await subscriber.UntilDistinctAsync(enough);
            subscriber.Signal("KILL");
            received.UnionWith(Stream.Numbers((await subscriber.ExitAsync()).Bytes));
        }

        publisher.Signal("INT");
        var sent = Stream.NumberBefore(" sent, ", (await publisher.ExitAsync()).Error);
        await feeding;
        (await App.PublishAsync(["-b", broker.Address, "-t", "numbers", "-q", qos, "-m", $"{sent + 1}"]))
            .ShouldBeSilentSuccess();
        await using var last = App.Subscriber(session);
        await Until.TrueAsync(() => last.HighestSoFar == sent + 1, "the message after the last");
        received.UnionWith(Stream.Numbers((await Stream.EndAsync(last)).Bytes));
        Assert.InRange(sent, Scale.Messages, int.MaxValue);
        Stream.ShouldBeComplete(sent + 1, received);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task On_a_full_disk_it_ends_with_7_and_the_next_gets_everything(string version, string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] session = ["-b", broker.Address, "-t", "numbers", "-q", qos, "-V", version, .. App.Kept("sub")];
        await using var full = App.Start(
            "bash", ["-c", "exec \"$0\" \"$@\" > /dev/full", Executables.Subscriber, .. session]);
        await full.UntilErrorContainsAsync("Subscribed to");
        (
            await App.PublishAsync(
                ["-b", broker.Address, "-t", "numbers", "-q", qos, "-l"], Lines.Sequence(Scale.Messages)))
            .ShouldBeSilentSuccess();

        (await full.ExitAsync()).ShouldFail(
            ExitCode.InputOutput, "the output cannot be written: No space left on device");

        var rest = await App.SubscribeAsync([.. session, "-C", $"{Scale.Messages}"]);
        Assert.Equal(0, rest.Code);
        Lines.ShouldBeEqual(Lines.Sequence(Scale.Messages), rest.Bytes);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task When_the_reader_of_its_pipe_leaves_what_it_has_not_written_comes_to_the_next(
        string version, string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] session = ["-b", broker.Address, "-t", "numbers", "-q", qos, "-V", version, .. App.Kept("sub")];
        await using var piped = App.Start(
            "bash", ["-c", "\"$0\" \"$@\" | head -1; echo ${PIPESTATUS[0]}", Executables.Subscriber, .. session]);
        await piped.UntilErrorContainsAsync("Subscribed to");
        (
            await App.PublishAsync(
                ["-b", broker.Address, "-t", "numbers", "-q", qos, "-l"], Lines.Sequence(5 * Scale.Messages)))
            .ShouldBeSilentSuccess();
        Assert.Equal("1\n0\n", (await piped.ExitAsync()).Out);

        await using var next = App.Subscriber(session);
        await Until.TrueAsync(() => next.HighestSoFar == 5 * Scale.Messages, "the rest");
        var rest = Stream.Numbers((await Stream.EndAsync(next)).Bytes).Distinct().Order().ToArray();

        // What went into the pipe before its reader left was written; a pipe holds 64 KiB, and nothing behind that may
        // be missing.
        Assert.InRange(rest[0], 1, 30_000);
        Assert.Equal(Enumerable.Range(rest[0], (5 * Scale.Messages) - rest[0] + 1), rest);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task An_output_that_blocks_for_longer_than_the_keep_alive_costs_no_message_and_no_connection(
        string version, string qos)
    {
        // Enough to fill the pipe, the subscriber's bound of 8 MB and the kernel's buffers.
        var count = 3 * Scale.Messages;
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync("max_inflight_messages 0");
        // The subscriber's pipe is read by cat, which is stopped and goes on.
        await using var piped = App.Start(
            "bash",
            [
                "-c", "{ exec \"$0\" \"$@\" 2> err; } | { echo $BASHPID > cat.pid; exec cat; }",
                Executables.Subscriber, "-b", broker.Address, "-t", "numbers", "-q", qos, "-V", version, "-k", "2",
                "-C", $"{count}",
            ],
            folder: folder.Path);
        await Until.TrueAsync(
            () => File.Exists(folder.File("err")) && File.ReadAllText(folder.File("err"))
                .Contains("Subscribed to", StringComparison.Ordinal), "the subscription");
        var cat = int.Parse(
            await File.ReadAllTextAsync(folder.File("cat.pid"), TestContext.Current.CancellationToken),
            System.Globalization.CultureInfo.InvariantCulture);
        Signals.Send(cat, "STOP");
        (await App.PublishAsync(["-b", broker.Address, "-t", "numbers", "-q", qos, "-l"], Lines.Sequence(count)))
            .ShouldBeSilentSuccess();

        // Two and a half keep-alive periods.
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Signals.Send(cat, "CONT");
        var received = await piped.ExitAsync();

        Lines.ShouldBeEqual(Lines.Sequence(count), received.Bytes);
        Assert.DoesNotContain(
            "lost", await File.ReadAllTextAsync(folder.File("err"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    static async Task CreateAsync(string[] session)
    {
        await using var once = await App.SubscribedAsync(session);
        Assert.Equal(0, (await Stream.EndAsync(once)).Code);
    }
}
