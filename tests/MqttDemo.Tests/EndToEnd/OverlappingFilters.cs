using System.Text;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>A broker may send a message once for each filter that it matches; it is shown once.</summary>
public sealed class OverlappingFilters
{
    static readonly string[] Filters = ["-t", "o/#", "-t", "o/x", "-t", "+/x", "-t", "other"];

    public static TheoryData<string, string> VersionsAndQos =>
        new(from version in (string[])["5", "311"] from qos in (string[])["0", "1", "2"] select (version, qos));

    [Theory]
    [MemberData(nameof(VersionsAndQos))]
    public async Task A_message_that_several_filters_match_is_shown_once_and_two_equal_ones_twice(
        string version, string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] shared = ["-b", broker.Address, "-V", version, "-q", qos];
        await using var subscriber = await App.SubscribedAsync([.. shared, .. Filters, "-C", "5", "-F", "%t %p %S|"]);

        (
            await App.PublishAsync(
                [.. shared, "-l", "--key-delimiter", ":"],
                "o/x:one\no/x:same\no/x:same\nother:other\no/y:last\n"u8.ToArray()))
            .ShouldBeSilentSuccess();

        // What tells the copies apart is for nobody else.
        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "o/x one |\no/x same |\no/x same |\nother other |\no/y last |\n"), (result.Code, result.Out));
    }

    [Theory]
    [InlineData(new[] { "--each-subscription" }, "first ", "first ", "first ", "last ", "last ")]
    // Copies that carry the same identifier cannot be told from equal messages.
    [InlineData(new[] { "--subscription-identifier", "7" }, "first 7", "first 7", "first 7", "last 7", "last 7")]
    public async Task All_copies_are_shown_where_that_is_asked_for_or_they_cannot_be_told_apart(
        string[] options, params string[] lines)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            ["-b", broker.Address, .. Filters, "-F", "%p %S", "-C", $"{lines.Length}", .. options]);

        (await App.PublishAsync(["-b", broker.Address, "-l", "-t", "o/x"], "first\nlast\n"u8.ToArray()))
            .ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();
        Assert.Equal((0, string.Concat(lines.Select(line => line + "\n"))), (result.Code, result.Out));
    }

    [Fact]
    public async Task A_retained_message_that_several_filters_match_is_shown_once_however_many_there_are()
    {
        await using var broker = await Mosquitto.StartAsync();
        var input = string.Concat(Enumerable.Range(1, 500).Select(i => $"o/{i}:same\n"));
        (
            await App.PublishAsync(
                ["-b", broker.Address, "-q", "1", "-r", "-l", "--key-delimiter", ":"], Encoding.ASCII.GetBytes(input)))
            .ShouldBeSilentSuccess();

        var result = await App.SubscribeAsync(
            "-b", broker.Address, "-t", "o/+", "-t", "#", "-q", "1", "--retained-only", "-F", "%t");

        Assert.Equal(0, result.Code);
        Assert.Equal(
            Enumerable.Range(1, 500).Select(i => $"o/{i}").Order(),
            result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task A_stream_at_QoS_2_comes_out_as_it_went_in()
    {
        await using var broker = await Mosquitto.StartAsync("max_queued_messages 0");
        var input = Lines.Sequence(20_000);
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-q", "2", "-t", "o/+", "-t", "o/x", "-C", "20000");

        (await App.PublishAsync(["-b", broker.Address, "-q", "2", "-t", "o/x", "-l"], input)).ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();
        Assert.Equal(0, result.Code);
        Lines.ShouldBeEqual(input, result.Bytes);
    }

    [Fact]
    public async Task One_copy_for_several_filters_is_shown_and_a_copy_that_comes_on_the_next_connection_is_not()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-q", "2", "-t", "o/#", "-t", "o/x", "-t", "p", "-C", "3", "-F", "%p %S");
        var connection = await SubscribedAsync(broker);
        await connection.SendAsync(Copy("in one", 1, 1, 2));
        await connection.SendAsync(Copy("in two", 2, 2));
        await Until.TrueAsync(
            () => Encoding.UTF8.GetString(subscriber.OutputSoFar) == "in one \nin two \n", "both messages");
        connection.Cut();

        var next = await SubscribedAsync(broker, isSessionPresent: true);
        await next.SendAsync(Copy("in two", 3, 1));
        await next.SendAsync(Copy("without", 4));

        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "in one \nin two \nwithout \n"), (result.Code, result.Out));
    }

    [Fact]
    public async Task To_a_broker_without_subscription_identifiers_none_is_sent()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "o/#", "-t", "o/x", "-C", "2");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(
            limits => limits.SubscriptionIdentifiersAvailable = false);

        var subscribe = await connection.ReceiveAsync<MqttSubscribePacket>();

        Assert.Equal((2, 0u), (subscribe.TopicFilters.Count, subscribe.SubscriptionIdentifier));
        await connection.SendAsync(Answer(subscribe));
        await connection.SendAsync(new MqttPublishPacket { Topic = "o/x", PayloadSegment = "copy"u8.ToArray() });
        await connection.SendAsync(new MqttPublishPacket { Topic = "o/x", PayloadSegment = "copy"u8.ToArray() });
        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "copy\ncopy\n"), (result.Code, result.Out));
    }

    /// <summary>The filters that overlap have the same identifiers on each connection, the third has none.</summary>
    static async Task<ScriptedConnection> SubscribedAsync(ScriptedBroker broker, bool isSessionPresent = false)
    {
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(
            limits => limits.IsSessionPresent = isSessionPresent);
        foreach (var expected in ((string, uint)[])[("o/#", 1), ("o/x", 2), ("p", 0)])
        {
            var subscribe = await connection.ReceiveAsync<MqttSubscribePacket>();
            Assert.Equal(expected, (Assert.Single(subscribe.TopicFilters).Topic, subscribe.SubscriptionIdentifier));
            await connection.SendAsync(Answer(subscribe));
        }

        return connection;
    }

    static MqttSubAckPacket Answer(MqttSubscribePacket packet) => new()
    {
        PacketIdentifier = packet.PacketIdentifier,
        ReasonCodes = [.. packet.TopicFilters.Select(filter => (MqttSubscribeReasonCode)filter.QualityOfServiceLevel)],
    };

    static MqttPublishPacket Copy(string payload, ushort packetIdentifier, params uint[] identifiers) => new()
    {
        Topic = "o/x",
        PayloadSegment = Encoding.UTF8.GetBytes(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.ExactlyOnce,
        PacketIdentifier = packetIdentifier,
        SubscriptionIdentifiers = [.. identifiers],
    };
}
