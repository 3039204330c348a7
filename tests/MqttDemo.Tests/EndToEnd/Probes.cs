using System.Diagnostics;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>--probe with real programs: nobody sees it, it leaves nothing behind, and a deaf node is left.</summary>
public sealed class Probes
{
    [Theory]
    [InlineData("5", "1")]
    [InlineData("311", "0")]
    public async Task Its_messages_are_not_shown_not_counted_and_no_traffic_for_idle(string version, string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] shared = ["-b", broker.Address, "-V", version, "-q", qos];
        await using var witness = await App.SubscribedAsync(
            [.. shared, "-t", "mqttdemo/probe/+", "-C", "1", "-F", "%q %r"]);
        await using var subscriber = await App.SubscribedAsync(
            [.. shared, "-t", "#", "-t", "mqttdemo/#", "-F", "%t %p", "-C", "3", "--idle", "5", "--probe", "2"]);
        (await App.PublishAsync([.. shared, "-t", "t", "-l"], "1\n2\n"u8.ToArray())).ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();

        var seen = await witness.ExitAsync();
        Assert.Equal((0, $"{qos} 0\n"), (seen.Code, seen.Out));
        Assert.Equal(((int)ExitCode.TimedOut, "t 1\nt 2\n"), (result.Code, result.Out));
        var spoken = version == "5" ? "" : " (MQTT 3.1.1, which keeps no session without -c)";
        Assert.Equal(
            $"Connected to {broker.Address}: Success{spoken}\nSubscribed to 2 topic filters\n"
                + "subscriber: error: 2 of 3 messages came, and no other for 5 s\n",
            result.Error);
    }

    [Fact]
    public async Task A_kept_session_has_nothing_of_it_afterwards()
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] args = ["-b", broker.Address, "-V", "311", "-q", "1", "-t", "t", .. App.Kept("keeper")];
        await using var first = await App.SubscribedAsync([.. args, "--probe", "1"]);
        string[] probe = ["-b", broker.Address, "-q", "1", "-t", "mqttdemo/probe/keeper"];
        Assert.Equal(0, (await App.SubscribeAsync([.. probe, "-C", "1"])).Code);
        first.Signal("INT");
        Assert.Equal(0, (await first.ExitAsync()).Code);
        (await App.PublishAsync([.. probe, "-m", "stray"])).ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-q", "1", "-t", "t", "-m", "x"])).ShouldBeSilentSuccess();

        var second = await App.SubscribeAsync([.. args, "-C", "1"]);

        Assert.Equal((0, "x\n"), (second.Code, second.Out));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("311")]
    public async Task A_member_of_a_group_at_a_broker_that_serves_groups_goes_on_and_takes_leave(string version)
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] shared = ["-b", broker.Address, "-V", version, "-q", "1", "-t", "t"];
        await using var subscriber = await App.SubscribedAsync(
            [.. shared, "--share", "workers", "--probe", "0.5"]);
        var witness = await App.SubscribeAsync(
            ["-b", broker.Address, "-V", version, "-t", "mqttdemo/probe/+", "-C", "4", "-F", "%q"]);
        (await App.PublishAsync([.. shared, "-m", "x"])).ShouldBeSilentSuccess();
        await Until.TrueAsync(() => subscriber.OutputSoFar.Length > 0, "the message");

        subscriber.Signal("TERM");

        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "x\n"), (result.Code, result.Out));
        Assert.DoesNotContain("error", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, witness.Code);
    }

    [Theory]
    [InlineData("5", "not authorized")]
    [InlineData("311", "none has come back over 2 connections")]
    public async Task Where_the_access_rules_do_not_allow_it_the_subscriber_says_so_and_goes_on(
        string version, string reason)
    {
        using var folder = new TemporaryFolder();
        var rules = folder.File("rules", "topic readwrite t\n");
        await using var broker = await Mosquitto.StartAsync($"acl_file {rules}");
        string[] shared = ["-b", broker.Address, "-V", version, "-q", "1", "-t", "t"];
        await using var subscriber = await App.SubscribedAsync([.. shared, "-i", "id", "--probe", "0.5", "-C", "1"]);
        await subscriber.UntilErrorContainsAsync("going on without the probe");
        var watch = Stopwatch.StartNew();
        while (!subscriber.HasExited && watch.Elapsed < App.Patience)
        {
            (await App.PublishAsync([.. shared, "-m", "x"])).ShouldBeSilentSuccess();
        }

        var result = await subscriber.ExitAsync();

        Assert.Equal((0, "x\n"), (result.Code, result.Out));
        Assert.Contains(
            $"going on without the probe: {reason}; "
                + "it needs the right to publish to mqttdemo/probe/id and to subscribe to it\n",
            result.Error,
            StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Split("going on without").Length - 1);
    }

    [Fact]
    public async Task A_node_that_answers_pings_and_delivers_nothing_is_left_for_the_next_one()
    {
        // What these nodes are sent, they do not deliver; each sends its name for a SUBSCRIBE, of which there are two.
        var port = Ports.Free();
        await using var first = new Node("127.0.0.1", port, "first");
        await using var second = new Node("127.0.0.2", port, "second");
        var watch = Stopwatch.StartNew();

        var result = await App.SubscribeAsync(
            "-b", $"127.0.0.1:{port},127.0.0.2:{port}", "-q", "1", "-t", "t", "-V", "5", "--probe", "2", "-C", "3");

        Assert.Equal((0, "first\nfirst\nsecond\n"), (result.Code, result.Out));
        Assert.Contains(
            $"the connection was lost: the broker at 127.0.0.1:{port} has answered pings but delivered nothing for 2 "
            + "s;",
            result.Error,
            StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(30));
    }
}
