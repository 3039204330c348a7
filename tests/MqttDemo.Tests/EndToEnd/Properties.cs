using System.Text;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>What MQTT 5 lets a client say reaches the broker, and the other client, as it was typed.</summary>
public sealed class Properties
{
    public static TheoryData<string[], string, string> OfMessages => new()
    {
        { ["-D", "publish", "content-type", "text/plain"], "%C", "text/plain" },
        { ["--content-type", "naïve ☃"], "%C", "naïve ☃" },
        { ["-D", "publish", "response-topic", "a/b"], "%R", "a/b" },
        { ["--response-topic", "a/b"], "%R", "a/b" },
        { ["-D", "publish", "correlation-data", "text"], "%D", "text" },
        { ["--correlation-data", "hex:616263"], "%D", "abc" },
        { ["--correlation-data=base64:YWJj"], "%D", "abc" },
        { ["-Dpublish", "payload-format-indicator", "1"], "%F", "1" },
        { ["-D", "publish", "user-property", "-k", "-D"], "%P", "-k:-D" },
        {
            ["--user-property", "a=b=c", "--user-property", "a=", "-D", "publish", "user-property", "x", "y"],
            "%P",
            "x:y a:b=c a:"
        },
        { ["-D", "publish", "content-type", ""], "[%C]", "[]" },
    };

    [Theory]
    [MemberData(nameof(OfMessages))]
    public async Task A_property_of_a_message_arrives_as_it_was_typed(string[] args, string template, string expected)
    {
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "kept", "-m", "x", "-r", "-q", "1", .. args]))
            .ShouldBeSilentSuccess();

        await using var subscriber = App.Start(
            Executables.Installed("mosquitto_sub"),
            ["-V", "5", "-p", $"{broker.Port}", "-t", "kept", "-C", "1", "-F", template]);

        Assert.Equal(expected + "\n", (await subscriber.ExitAsync()).Out);
    }

    [Fact]
    public async Task A_message_that_expires_arrives_with_the_time_it_has_left()
    {
        await using var broker = await Mosquitto.StartAsync();
        (
            await App.PublishAsync(
                ["-b", broker.Address, "-t", "kept", "-m", "x", "-r", "-q", "1", "--message-expiry", "100000"]))
            .ShouldBeSilentSuccess();

        await using var subscriber = App.Start(
            Executables.Installed("mosquitto_sub"),
            ["-V", "5", "-p", $"{broker.Port}", "-t", "kept", "-C", "1", "-F", "%E"]);

        Assert.Matches("^(100000|99[89]\\d\\d)\n$", (await subscriber.ExitAsync()).Out);
    }

    [Fact]
    public async Task CONNECT_SUBSCRIBE_UNSUBSCRIBE_and_DISCONNECT_carry_what_was_typed()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-i", "me", "-c", "-t", "t", "-U", "old", "-D", "connect", "user-property", "k", "v",
            "-D", "connect", "receive-maximum", "5", "-D", "connect",
            "maximum-packet-size", "1000", "-D", "connect", "topic-alias-maximum", "7", "-D", "connect",
            "request-response-information", "1", "-D", "connect",
            "request-problem-information", "0", "-D", "connect", "session-expiry-interval", "9", "-D", "subscribe",
            "user-property", "s", "1", "-D", "subscribe",
            "subscription-identifier", "3", "-D", "unsubscribe", "user-property", "u", "2", "-D", "disconnect",
            "reason-string", "bye", "-D", "disconnect", "user-property", "d", "4",
            "--disconnect-reason", "with-will");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var unsubscribe = await connection.ReceiveAsync<MqttUnsubscribePacket>();
        var subscribe = await connection.ReceiveAsync<MqttSubscribePacket>();
        await connection.SendAsync(
            new MqttUnsubAckPacket
            {
                PacketIdentifier = unsubscribe.PacketIdentifier,
                ReasonCodes = [MqttUnsubscribeReasonCode.Success],
            });
        await connection.SendAsync(
            new MqttSubAckPacket
            {
                PacketIdentifier = subscribe.PacketIdentifier,
                ReasonCodes = [MqttSubscribeReasonCode.GrantedQoS0],
            });
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        subscriber.Signal("TERM");
        var disconnect = await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();
        var connect = connection.Connect!;

        Assert.Equal((0, ""), ((await subscriber.ExitAsync()).Code, (await subscriber.ExitAsync()).Out));
        Assert.Equal(
            (9u, 5, 1000u, 7),
            (
                connect.SessionExpiryInterval, connect.ReceiveMaximum, connect.MaximumPacketSize,
                connect.TopicAliasMaximum));
        Assert.Equal(
            (true, false, "k=v"),
            (connect.RequestResponseInformation, connect.RequestProblemInformation, Text(connect.UserProperties)));
        Assert.Equal(
            (3u, "s=1", "u=2"),
            (subscribe.SubscriptionIdentifier, Text(subscribe.UserProperties), Text(unsubscribe.UserProperties)));
        Assert.Equal(
            (MqttDisconnectReasonCode.DisconnectWithWillMessage, "bye", "d=4"),
            (disconnect.ReasonCode, disconnect.ReasonString, Text(disconnect.UserProperties)));
    }

    [Fact]
    public async Task A_packet_that_is_longer_than_was_said_is_not_taken()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-t", "t", "-D", "connect", "maximum-packet-size", "50");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttSubscribePacket>();
        await connection.PublishAsync(new string('x', 100), MqttQualityOfServiceLevel.AtMostOnce);

        Assert.Equal(
            MqttDisconnectReasonCode.PacketTooLarge,
            (await connection.ReceiveAsync<MqttDisconnectPacket>()).ReasonCode);
        connection.Close();
        await subscriber.UntilErrorContainsAsync("our Maximum Packet Size is 50");
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM", "--disconnect-reason", "with-will")]
    public async Task The_will_is_published_when_the_client_vanishes_or_asks_for_it(string signal, params string[] more)
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync([
            "-b", broker.Address, "-t", "t", "--will-topic", "will", "--will-file", folder.File("will", "gone"),
            "--will-qos", "2", "--will-retain", "-D", "will", "content-type", "c",
            "-D", "will", "user-property", "k", "v", .. more]);

        subscriber.Signal(signal);
        await subscriber.ExitAsync();

        // The broker keeps it, so it comes whether it is there already or not.
        await using var watcher = App.Start(
            Executables.Installed("mosquitto_sub"),
            ["-V", "5", "-p", $"{broker.Port}", "-t", "will", "-q", "2", "-C", "1", "-F", "%p %q %C %P"]);
        Assert.Equal("gone 2 c k:v\n", (await watcher.ExitAsync()).Out);
    }

    [Theory]
    [InlineData("--will-payload")]
    [InlineData("--will-message")]
    public async Task The_payload_of_the_will_may_stand_on_the_command_line(string option)
    {
        await using var broker = await Mosquitto.StartAsync();

        var result = await App.SubscribeAsync(
            "-b", broker.Address, "-t", "t", "-E", "--will-topic", "will", option, "gone", "--will-retain",
            "--disconnect-reason", "with-will");

        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Equal("gone\n", (await App.SubscribeAsync("-b", broker.Address, "-t", "will", "-C", "1")).Out);
    }

    [Fact]
    public async Task A_normal_end_takes_the_will_back()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using (
            var subscriber = await App.SubscribedAsync(
                "-b", broker.Address, "-t", "t", "--will-topic", "will", "--will-payload", "gone", "--will-retain"))
        {
            subscriber.Signal("INT");
            Assert.Equal(0, (await subscriber.ExitAsync()).Code);
        }

        (await App.PublishAsync(["-b", broker.Address, "-t", "other", "-m", "end", "-r", "-q", "1"]))
            .ShouldBeSilentSuccess();
        Assert.Equal("other end\n", (await App.SubscribeAsync("-b", broker.Address, "-t", "#", "-v", "-C", "1")).Out);
    }

    public static TheoryData<string[], string> Mistakes => new()
    {
        { ["-D", "publish", "content-type"], "-D needs a packet, a property and a value" },
        { ["-D", "publish", "user-property", "k"], "-D needs a packet, a property and a value" },
        {
            ["-D", "publish", "topic-alias", "0"],
            "topic-alias of publish takes a whole number from 1 to 65535, not '0'"
        },
        {
            ["--content-type", "a", "-D", "publish", "content-type", "b"],
            "the property content-type of publish is given twice"
        },
        { ["--user-property", "k"], "--user-property takes KEY=VALUE, not 'k'" },
        { ["-V", "311", "--content-type", "a"], "--content-type needs MQTT 5" },
        { ["-V", "311", "--auth-method", "SCRAM-SHA-256", "-u", "u"], "needs MQTT 5" },
        { ["-V", "311", "--will-topic", "w", "--will-delay", "1"], "the delay of the will needs MQTT 5" },
        { ["--auth-method", "SCRAM-SHA-256"], "needs a user name and one" },
        { ["-D", "connect", "authentication-method", "SCRAM-SHA-256"], "needs a user name and one" },
        {
            ["--auth-method", "a", "-D", "connect", "authentication-method", "b"],
            "--auth-method and -D connect authentication-method are the same"
        },
        { ["-D", "connect", "authentication-data", "x"], "-D connect authentication-data needs a method too" },
        {
            ["--auth-method", "SCRAM-SHA-256", "-u", "u", "-P", "p", "-D", "connect", "authentication-data", "x"],
            "SCRAM-SHA-256 works out its authentication data by itself"
        },
        {
            ["-D", "subscribe", "user-property", "k", "v"],
            "-D takes one of connect, publish, will, disconnect first, not 'subscribe'\nhint: no SUBSCRIBE is sent "
            + "here\n"
        },
        { ["-D", "unsubscribe", "user-property", "k", "v"], "hint: no UNSUBSCRIBE is sent here\n" },
        { ["--will-payload", "x"], "a will needs a topic" },
        { ["--will-topic", "a/#"], "the will cannot go to the topic 'a/#'" },
        { ["--will-topic", "a", "--will-payload", "x", "--will-file", "y"], "cannot be used together" },
        { ["-D", "will", "content-type", "x"], "-D will needs a will" },
        { ["--disconnect-reason", "0x8e"], "--disconnect-reason takes normal, with-will or" },
        { ["-x", "1", "-D", "connect", "session-expiry-interval", "2"], "are the same" },
        { ["-x", "0", "-D", "disconnect", "session-expiry-interval", "2"], "cannot be prolonged" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_reported_before_anything_is_connected(string[] args, string expected) =>
        (await InProcess.PublishAsync(["-b", "localhost:1", "-m", "x", .. args])).ShouldFail(ExitCode.Usage, expected);

    [Fact]
    public async Task A_subscriber_refuses_the_properties_of_a_message_that_it_does_not_send() =>
        (await InProcess.SubscribeAsync("-b", "localhost:1", "-D", "publish", "content-type", "x")).ShouldFail(
            ExitCode.Usage,
            "-D takes one of connect, will, subscribe, unsubscribe, disconnect first, not 'publish'\nhint: no PUBLISH "
            + "is sent here\n");

    [Fact]
    public async Task An_authentication_whose_steps_are_not_known_here_begins_as_it_was_typed()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            "-b", broker.Address, "-t", "t", "-m", "x", "-q", "1", "-D", "connect", "authentication-method", "TOKEN",
            "-D", "connect", "authentication-data", "hex:0102");
        var connect = (await (await broker.AcceptAsync()).HandshakeAsync()).Connect!;

        Assert.Equal(
            ("TOKEN", "0102"), (connect.AuthenticationMethod, Convert.ToHexString(connect.AuthenticationData)));
    }

    [Fact]
    public async Task A_message_with_properties_is_not_sent_without_them_to_a_broker_of_3_1_1()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("-b", broker.Address, "-t", "t", "-m", "x", "--content-type", "c");
        var connection = await broker.AcceptAsync();
        await connection.ReceiveAsync<MqttConnectPacket>();
        await connection.SendAsync([0x20, 2, 0, 1]);

        (await publisher.ExitAsync()).ShouldFail(ExitCode.Refused, "unsupported protocol version");
    }

    static string Text(List<MqttUserProperty> properties) => string.Join(
        ' ', properties.Select(property => $"{property.Name}={Encoding.UTF8.GetString(property.ValueBuffer.Span)}"));
}
