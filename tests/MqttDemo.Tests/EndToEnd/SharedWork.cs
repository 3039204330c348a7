using MqttDemo.Tests.Infra;
using MQTTnet.Packets;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>--share: subscribers that share the messages of a topic.</summary>
public sealed class SharedWork : IDisposable
{
    const string OfMember = "what was on its way here or was published meanwhile is gone,"
        + " unless another member of the group gets it; -c with -i keeps it";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("$share/g/a $share/g/b/#", "--share", "g", "-t", "a", "-t", "b/#", "-t", "a")]
    [InlineData("$share/team two/a", "--share", "team two", "-t", "a")]
    [InlineData("$share/g/ssremex_test/topic", "--share", "g")]
    [InlineData("$share/typed/a", "--share", "typed", "-t", "a", "--config", """{ "share": "file" }""")]
    [InlineData("$share/file/a", "-t", "a", "--config", """{ "share": "file" }""")]
    [InlineData("$share/p/a", "-t", "a", "--config", """{ "profiles": { "p": { "share": "p" } } }""", "--profile", "p")]
    [InlineData("$share/f/a $share/other/b", "-t", "a", "-t", "$share/other/b", "--config", """{ "share": "f" }""")]
    [InlineData("a", "-t", "a", "--no-local", "--config", """{ "share": "file" }""")]
    [InlineData("a", "-t", "a", "--retained-only", "--config", """{ "share": "file" }""")]
    public async Task Each_topic_is_subscribed_to_with_the_group(string expected, params string[] args)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(["-b", broker.Address, .. WithFiles(args)]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();

        var packet = await connection.ReceiveAsync<MqttSubscribePacket>();

        Assert.Equal(expected, string.Join(' ', packet.TopicFilters.Select(filter => filter.Topic)));
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Each_message_goes_to_one_of_the_group(string version)
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] args = ["-b", broker.Address, "-V", version, "--share", "g", "-t", "a", "-t", "b", "-q", "1"];
        await using var one = await App.SubscribedAsync(args);
        await using var other = await App.SubscribedAsync(args);

        var published = await App.PublishAsync(["-b", broker.Address, "-t", "a", "-q", "1", "-l"], Lines.Sequence(10));

        published.ShouldBeSilentSuccess();
        await Until.TrueAsync(() => one.DistinctSoFar + other.DistinctSoFar == 10, "all ten");
        one.Signal("TERM");
        other.Signal("TERM");
        var (first, second) = (await one.ExitAsync(), await other.ExitAsync());
        Assert.Equal(10, Reliability.Stream.Numbers([.. first.Bytes, .. second.Bytes]).Distinct().Count());
        Assert.Equal((0, 0), (first.Code, second.Code));
        var said = version == "5" ? "" : " (MQTT 3.1.1, which keeps no session without -c)";
        Assert.Equal($"Connected to {broker.Address}: Success{said}\nSubscribed to 2 topic filters\n", first.Error);
    }

    public static TheoryData<string[], string> Usage => new()
    {
        { ["--share", ""], "--share takes the name of a group, without '/', '+' and '#', not ''" },
        { ["--share", "a/b"], "--share takes the name of a group, without '/', '+' and '#', not 'a/b'" },
        { ["--share", "+"], "not '+'" },
        { ["--share", "#1"], "not '#1'" },
        { ["--config", """{ "share": "a/b" }"""], "'share' must be the name of a group, without '/', '+' and '#'" },
        { ["--share", "g", "-t", "$share/h/t"], "--share makes a shared subscription of each topic, and '$share/h/t'" },
        { ["--share", "g", "-t", "t", "--no-local"], "--no-local and the shared subscription '$share/g/t' cannot be" },
        { ["--share", "g", "-t", "t", "--retained-only"], "the shared subscription '$share/g/t' brings no retained" },
        { ["-t", "$share/g/t", "-t", "u", "--retained-only"], "the shared subscription '$share/g/t' brings no" },
        { ["--share", "g", "-t", new('x', 65_530)], "is not a topic filter: it is longer than 65535 bytes" },
        { ["--share", "g", "-T", "$share/g/t"], "'$share/g/t' is a shared subscription, which no topic matches" },
        { ["--share", "g", "-U", "$share/g/t"], "-U ends a subscription of a kept session, and this session is new" },
        { ["--share", "g", "--will-topic", "w", "--will-delay", "3"], "a will with a delay needs a session that" },
        {
            ["-t", "$share/g/t", "-D", "disconnect", "session-expiry-interval", "9"],
            "a DISCONNECT with a session expiry needs a session that outlives its connection"
        },
    };

    [Theory]
    [MemberData(nameof(Usage))]
    public async Task What_makes_no_sense_in_a_group_ends_with_2_and_nothing_is_connected(
        string[] args, string sentence)
    {
        await using var broker = new ScriptedBroker();

        var result = await InProcess.SubscribeAsync(["-b", broker.Address, .. WithFiles(args)]);

        result.ShouldFail(ExitCode.Usage, "subscriber: error: ", sentence);
        Assert.True(broker.IsQuiet);
    }

    [Theory]
    [Trait("Length", "long")]
    [InlineData(0, "--share", "g")]
    [InlineData(0, "-t", "$share/g/t")]
    [InlineData(0, "-t", "t", "-t", "$share/g/t")]
    [InlineData(0, "--share", "g", "-x", "0")]
    [InlineData(0, "--share", "g", "--will-topic", "w")]
    [InlineData(30, "--share", "g", "-x", "30")]
    [InlineData(uint.MaxValue, "--share", "g", "-c", "-i", "worker")]
    [InlineData(uint.MaxValue, "-t", "$share/g/t", "-c", "-i", "worker", "--will-topic", "w", "--will-delay", "3")]
    [InlineData(300, "-t", "t")]
    public async Task The_session_of_a_member_ends_with_its_connection_unless_it_is_to_be_kept(
        uint expiry, params string[] args)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(["-b", broker.Address, .. args]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();

        Assert.Equal(expiry, connection.Connect!.SessionExpiryInterval);
    }

    [Theory]
    [Trait("Length", "long")]
    [InlineData(OfMember, "--share", "g")]
    [InlineData(OfMember, "-t", "$share/g/t", "-t", "u")]
    [InlineData("what was published meanwhile is gone", "--share", "g", "-c", "-i", "worker")]
    [InlineData("what was published meanwhile is gone", "-t", "t")]
    [InlineData("what was published meanwhile is gone", "-t", "t", "-x", "60", "-i", "worker")]
    [InlineData("what was published meanwhile is gone; -c with -i keeps it", "-t", "t", "-x", "0")]
    [InlineData("what was published meanwhile is gone; -c with -i keeps it", "-t", "t", "-V", "311")]
    [InlineData("what was published meanwhile is gone", "-t", "t", "-V", "311", "-q", "0")]
    public async Task A_member_whose_session_has_ended_with_its_connection_says_what_that_means(
        string meaning, params string[] args)
    {
        await using var broker = new ScriptedBroker();
        string[] qos = args.Contains("-q") ? [] : ["-q", "1"];
        await using var subscriber = App.Subscriber(["-b", broker.Address, .. qos, .. args]);
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        await first.GrantAsync();
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        first.Cut();
        await (await (await broker.AcceptAsync()).HandshakeAsync()).GrantAsync();

        await subscriber.UntilErrorContainsAsync(
            $"; the broker has started a new session: {meaning}\n");
    }

    /// <summary>The arguments with the content of a config file in a file.</summary>
    IEnumerable<string> WithFiles(string[] args) =>
        args.Select(arg => arg.StartsWith('{') ? folder.File($"{Guid.NewGuid():n}.json", arg) : arg);
}
