using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Four members of a group on mosquitto, at full speed: one is killed, one is asked to end, and a third has its count.
/// </summary>
public sealed class SharedGroups
{
    const int Members = 4;

    /// <summary>So that the broker itself drops nothing.</summary>
    static readonly string[] Roomy =
        ["max_queued_messages 0", "max_queued_bytes 0", "max_inflight_messages 0", "max_inflight_bytes 0"];

    [Theory]
    [InlineData("5", "1")]
    [InlineData("311", "1")]
    [InlineData("5", "2")]
    public Task One_that_is_asked_to_end_and_one_that_has_its_count_lose_nothing(string version, string qos) =>
        EndAsync(version, qos, Scale.Messages, []);

    /// <summary>mosquitto's own window, with most of what is assigned in its queue.</summary>
    [Fact]
    public Task They_lose_nothing_of_what_waits_in_the_queue_of_the_broker() =>
        EndAsync("5", "1", Scale.Messages, ["max_inflight_messages 20"]);

    [Fact]
    public Task With_a_session_that_is_kept_one_that_is_killed_loses_nothing() => KillAsync(Scale.Messages);

    [Proof]
    public async Task Five_times_200_000_messages_and_SIGTERM_loses_nothing()
    {
        for (var run = 1; run <= 5; run++)
        {
            await EndAsync("5", "1", 200_000, []);
        }
    }

    [Proof]
    public async Task Five_times_200_000_messages_and_SIGKILL_loses_nothing_with_a_session_that_is_kept()
    {
        for (var run = 1; run <= 5; run++)
        {
            await KillAsync(200_000);
        }
    }

    [Proof]
    public async Task Five_times_200_000_messages_and_SIGKILL_loses_without_one_at_most_what_was_in_flight()
    {
        for (var run = 1; run <= 5; run++)
        {
            await using var broker = await Mosquitto.StartAsync(Roomy);
            var (received, results) = await RunAsync(
                broker,
                "5",
                "1",
                200_000,
                _ => [],
                members =>
                {
                    members[0].Signal("KILL");
                    return Task.CompletedTask;
                },
                UntilLastAsync);
            var missing = Enumerable.Range(1, 200_000).Except(received).ToArray();
            Report(results, received, 200_000);
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{missing.Length} missing, from {missing.FirstOrDefault()} to {missing.LastOrDefault()}");
            // All that it had written it had; what it had not was on its way to it.
            Assert.All(missing, number => Assert.InRange(number, Stream.Numbers(results[0].Bytes)[^1] + 1, 200_000));
        }
    }

    static async Task EndAsync(string version, string qos, int count, string[] limits)
    {
        await using var broker = await Mosquitto.StartAsync([.. Roomy, .. limits]);
        var (received, results) = await RunAsync(
            broker,
            version,
            qos,
            count,
            member => member == 1 ? ["-C", $"{count / 10}"] : [],
            async members =>
            {
                members[0].Signal("TERM");
                await members[1].ExitAsync();
            },
            UntilLastAsync);

        Stream.ShouldBeComplete(count, received);
        Assert.All(results, result => Assert.Equal(0, result.Code));
        Assert.DoesNotContain("error", string.Concat(results.Select(result => result.Error)), StringComparison.Ordinal);
        Report(results, received, count);
    }

    static async Task KillAsync(int count)
    {
        await using var broker = await Mosquitto.StartAsync(Roomy);
        string[] Kept(int member) => App.Kept($"worker-{member}");
        App? again = null;
        var (received, results) = await RunAsync(
            broker,
            "5",
            "1",
            count,
            Kept,
            members =>
            {
                members[0].Signal("KILL");
                return Task.CompletedTask;
            },
            async (members, _) =>
            {
                // What was assigned to it meanwhile waits for it.
                again = App.Subscriber(["-b", broker.Address, "--share", "g", "-t", "numbers", "-q", "1", .. Kept(0)]);
                App[] all = [.. members, again];
                await Until.TrueAsync(
                    () => all.Sum(member => member.DistinctSoFar) >= count && IsComplete(all, count),
                    () => $"all of {string.Join('+', all.Select(member => member.DistinctSoFar))}: {again.Error}");
            });
        var rest = await Stream.EndAsync(again!);
        await again!.DisposeAsync();

        Assert.Equal(0, rest.Code);
        Report([.. results, rest], [.. received, .. Stream.Numbers(rest.Bytes)], count);
    }

    /// <summary>
    /// Publishes to four members as fast as they take it; when some have what they need for it, something happens to
    /// them.
    /// </summary>
    static async Task<(int[] Received, AppResult[] Results)> RunAsync(
        Mosquitto broker,
        string version,
        string qos,
        int count,
        Func<int, string[]> args,
        Func<App[], Task> happen,
        Func<App[], int, Task> untilDone)
    {
        var members = new App[Members];
        for (var i = 0; i < Members; i++)
        {
            members[i] = await App.SubscribedAsync(
                ["-b", broker.Address, "-V", version, "--share", "g", "-t", "numbers", "-q", qos, .. args(i)]);
        }

        try
        {
            await using var publisher = App.Publisher("-b", broker.Address, "-t", "numbers", "-q", qos, "-l");
            var publishing = publisher.FinishAsync(Lines.Sequence(count));
            await members[0].UntilDistinctAsync(count / 20);
            await happen(members);
            (await publishing).ShouldBeSilentSuccess();
            await untilDone(members, count);
            var results = new AppResult[Members];
            for (var i = 0; i < Members; i++)
            {
                if (!members[i].HasExited)
                {
                    members[i].Signal("TERM");
                }

                results[i] = await members[i].ExitAsync();
            }

            return ([.. results.SelectMany(result => Stream.Numbers(result.Bytes))], results);
        }
        finally
        {
            foreach (var member in members)
            {
                await member.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// The last has come to somebody, and then those that are left take leave, which brings the rest.
    /// </summary>
    static Task UntilLastAsync(App[] members, int count) =>
        Until.TrueAsync(() => members.Max(member => member.HighestSoFar) == count, "the last message");

    static bool IsComplete(App[] members, int count) =>
        members.SelectMany(member => Stream.Numbers(member.OutputSoFar)).Distinct().Count() == count;

    static void Report(AppResult[] results, int[] received, int count)
    {
        var twice = received.Length - received.Distinct().Count();
        var shares = string.Join(", ", results.Select(result => Stream.Numbers(result.Bytes).Length));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{count} messages, {twice} of them twice; by member: {shares}");
    }
}
