using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>What a subscription asks the broker for.</summary>
public sealed class Subscriptions
{
    public static TheoryData<string[], bool, bool, MqttRetainHandling, uint> Given => new()
    {
        { [], false, false, MqttRetainHandling.SendAtSubscribe, 0 },
        { ["--no-local"], true, false, MqttRetainHandling.SendAtSubscribe, 0 },
        {
            ["--retain-as-published", "--retain-handling", "new"],
            false,
            true,
            MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly,
            0
        },
        {
            ["--retain-handling", "never", "--subscription-identifier", "268435455"],
            false,
            false,
            MqttRetainHandling.DoNotSendOnSubscribe,
            268_435_455
        },
    };

    [Theory]
    [MemberData(nameof(Given))]
    public async Task The_options_of_a_subscription_are_in_its_SUBSCRIBE(
        string[] options, bool noLocal, bool retainAsPublished, MqttRetainHandling retainHandling, uint identifier)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(["-b", broker.Address, "-t", "t", .. options]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();

        var packet = await connection.ReceiveAsync<MqttSubscribePacket>();

        var filter = Assert.Single(packet.TopicFilters);
        Assert.Equal(
            (noLocal, retainAsPublished, retainHandling, identifier),
            (filter.NoLocal, filter.RetainAsPublished, filter.RetainHandling, packet.SubscriptionIdentifier));
    }

    [Fact]
    public async Task Retain_handling_decides_whether_retained_messages_come()
    {
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-r", "-m", "old"]))
            .ShouldBeSilentSuccess();

        var always = await App.SubscribeAsync(
            "-b", broker.Address, "-t", "t", "--retain-handling", "always", "--retained-only");
        var never = await App.SubscribeAsync(
            "-b", broker.Address, "-t", "t", "--retain-handling", "never", "--retained-only");

        Assert.Equal((0, "old\n", 0, ""), (always.Code, always.Out, never.Code, never.Out));
    }

    [Fact]
    public async Task Retain_as_published_keeps_the_flag_of_a_live_message()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var kept = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "--retain-as-published", "-C", "1", "--json");
        await using var plain = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-C", "1", "--json");

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-r", "-m", "x"])).ShouldBeSilentSuccess();

        Assert.Contains("\"retain\":true", (await kept.ExitAsync()).Out, StringComparison.Ordinal);
        Assert.Contains("\"retain\":false", (await plain.ExitAsync()).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exit_after_subscribing_leaves_a_kept_session_behind_that_gathers_messages()
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] session = ["-b", broker.Address, "-t", "t", "-q", "1", .. App.Kept("left")];

        var created = await App.SubscribeAsync([.. session, "-E"]);
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-m", "meanwhile"]))
            .ShouldBeSilentSuccess();

        Assert.Equal(
            (0, "", $"Connected to {broker.Address}: Success\nSubscribed to t\n"),
            (created.Code, created.Out, created.Error));
        Assert.Equal("meanwhile\n", (await App.SubscribeAsync([.. session, "-C", "1"])).Out);
    }

    [Fact]
    public async Task Against_a_broker_that_speaks_only_3_1_1_an_option_of_MQTT_5_is_warned_about()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "--no-local");
        var refused = await broker.AcceptAsync();
        await refused.ReceiveAsync<MqttConnectPacket>();
        // As a broker of 3.1.1 says it: unacceptable protocol version (MQTT 3.1.1, section 3.2.2.3).
        await refused.SendAsync([0x20, 2, 0, 1]);
        refused.Close();
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttSubscribePacket>();

        await subscriber.UntilErrorContainsAsync(
            $"warning: {broker.Address} does not speak MQTT 5, and so --no-local will have no effect");
    }

    public static TheoryData<string[], string> Usage => new()
    {
        { ["-V", "311", "--no-local"], "--no-local needs MQTT 5, and -V asks for an older version" },
        { ["-V", "311", "--exec", "cat", "--reply"], "--reply needs MQTT 5" },
        {
            ["--no-local", "-t", "$share/g/t"],
            "--no-local and the shared subscription '$share/g/t' cannot be used together"
        },
        { ["--retain-handling", "sometimes"], "--retain-handling takes always, new or never, not 'sometimes'" },
        {
            ["--subscription-identifier", "0"],
            "--subscription-identifier takes a whole number from 1 to 268435455, not '0'"
        },
        { ["--subscription-identifier", "268435456"], "not '268435456'" },
        { ["-R", "--retained-only"], "-R leaves out the very messages that --retained-only asks for" },
        { ["--match", "a("], "--match: 'a(' is not a regular expression at character 2" },
        { ["--throttle", "0"], "--throttle takes more than 0 and at most 4000000 seconds, not '0'" },
        { ["--random-filter", "0"], "--random-filter takes a percentage from 0.1 to 100, not '0'" },
        { ["--random-filter", "101"], "not '101'" },
        { ["--exec", ""], "--exec needs a command" },
        { ["--exec", "cat 'x"], "--exec: the ' at character 5 is not closed" },
        { ["--exec", "cat", "-w"], "--exec and --watch cannot be used together" },
        { ["--exec", "cat", "--json"], "with --exec nothing is written but what the command writes" },
        { ["--exec", "cat", "-N"], "with --exec nothing is written but what the command writes" },
        { ["--exec", "cat", "--jobs", "0"], "--jobs takes a whole number from 1 to 1000, not '0'" },
        { ["--exec", "cat", "--on-error", "ignore"], "--on-error takes stop, retry or skip, not 'ignore'" },
        { ["--jobs", "2"], "--jobs is for a command" },
        { ["--reply"], "hint: add --exec COMMAND" },
    };

    [Theory]
    [MemberData(nameof(Usage))]
    public async Task What_makes_no_sense_ends_with_2_before_anything_is_connected(string[] args, string sentence)
    {
        await using var broker = new ScriptedBroker();

        (await InProcess.SubscribeAsync(["-b", broker.Address, .. args])).ShouldFail(
            ExitCode.Usage, "subscriber: error: ", sentence);

        Assert.True(broker.IsQuiet);
    }
}
