using MqttDemo.Config;
using MqttDemo.Tests.Client;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Reliability;

/// <summary>What the CONNACK allows is obeyed, and what it takes away is said.</summary>
public sealed class Limits
{
    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task With_a_Receive_Maximum_of_1_a_stream_comes_out_as_it_went_in(string qos)
    {
        await using var broker = await Mosquitto.StartAsync("max_inflight_messages 1");

        var (published, received) = await Stream.RunAsync(qos, "5", broker.Address, broker.Address, Scale.Messages);

        published.ShouldBeSilentSuccess();
        Assert.Equal(0, received.Code);
        Lines.ShouldBeEqual(Lines.Sequence(Scale.Messages), received.Bytes);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task With_a_Maximum_Packet_Size_longer_messages_are_reported_by_their_number_and_all_others_arrive(string qos)
    {
        await using var broker = await Mosquitto.StartAsync("max_packet_size 2000");
        await using var subscriber = await Stream.SubscribeAsync(broker.Address, qos, "5");
        await using var publisher = Stream.Publish(broker.Address, qos, "5");
        var half = Lines.Sequence(Scale.Messages / 2);

        var published = await publisher.FinishAsync(
            [.. half, .. "long "u8, .. new byte[3_000], .. "\n"u8, .. Lines.Sequence(Scale.Messages)[half.Length..]]);
        await subscriber.UntilDistinctAsync(Scale.Messages);

        Assert.Equal(((int)ExitCode.Denied, ""), (published.Code, published.Out));
        Assert.Contains(
            $"message {(Scale.Messages / 2) + 1} was not published: its packet of ", published.Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "is longer than the broker's Maximum Packet Size of 2000", published.Error, StringComparison.Ordinal);
        Assert.Contains("1 refused, 0 unfinished", published.Error, StringComparison.Ordinal);
        Lines.ShouldBeEqual(Lines.Sequence(Scale.Messages), (await Stream.EndAsync(subscriber)).Bytes);
    }

    [Theory]
    [InlineData("maximum_qos 0", "1", "the broker supports QoS 0 at most")]
    [InlineData("maximum_qos 0", "2", "the broker supports QoS 0 at most")]
    [InlineData("maximum_qos 1", "2", "the broker supports QoS 1 at most")]
    public async Task A_Maximum_QoS_is_reported_before_anything_is_sent(string line, string qos, string words)
    {
        await using var broker = await Mosquitto.StartWithListenerAsync(line);

        (await App.PublishAsync(["-b", broker.Address, "-q", qos, "-t", "t", "-m", "x"])).ShouldFail(
            ExitCode.Denied, $"message 1 was not published: {words}", "0 sent, 0 acknowledged, 1 refused");
        (await App.PublishAsync(["-b", broker.Address, "-q", $"{line[^1]}", "-t", "t", "-m", "x"]))
            .ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task Without_Retain_Available_a_retained_message_is_reported_and_others_go()
    {
        await using var broker = await Mosquitto.StartAsync("retain_available false");

        (await App.PublishAsync(["-b", broker.Address, "-r", "-t", "t", "-m", "x"])).ShouldFail(
            ExitCode.Denied, "message 1 was not published: the broker does not keep retained messages");
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x"])).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_Server_Keep_Alive_of_1_is_kept_for_longer_than_it_lasts()
    {
        await using var broker = new ScriptedBroker();
        var subscribing = App.SubscribeAsync("-b", broker.Address, "-t", "t", "-k", "60", "-W", "5");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.ServerKeepAlive = 1);
        var pings = 0;
        for (
            var packet =
                await connection.ReceiveAsync(); packet is not (null or MqttDisconnectPacket); packet =
                    await connection.ReceiveAsync())
        {
            switch (packet)
            {
                case MqttSubscribePacket subscribe:
                    await connection.SendAsync(
                        new MqttSubAckPacket
                        {
                            PacketIdentifier = subscribe.PacketIdentifier,
                            ReasonCodes = [MqttSubscribeReasonCode.GrantedQoS0],
                        });
                    break;
                case MqttPingReqPacket:
                    pings++;
                    await connection.SendAsync(MqttPingRespPacket.Instance);
                    break;
            }
        }

        connection.Close();
        var result = await subscribing;
        Assert.Equal(
            (
                27,
                "",
                $"Connected to {broker.Address}: Success\nSubscribed to t\nsubscriber: error: no message came within 5 "
                + "s\n"),
            (result.Code, result.Out, result.Error));
        Assert.InRange(pings, 4, 10);
    }

    [Fact]
    public async Task An_Assigned_Client_Identifier_is_used_for_the_next_connection()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(
            limits: connAck => connAck.AssignedClientIdentifier = "yours");
        await using var _ = harness;
        first.Cut();

        Assert.Equal("yours", (await (await harness.Broker.AcceptAsync()).HandshakeAsync()).Connect!.ClientId);
    }

    [Theory]
    [InlineData("a/+", "the broker does not support wildcard subscriptions")]
    [InlineData("$share/g/a", "the broker does not support shared subscriptions")]
    public async Task A_subscription_the_broker_does_not_have_is_reported_and_not_sent(string filter, string words)
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck =>
                (connAck.WildcardSubscriptionAvailable, connAck.SharedSubscriptionAvailable) = (false, false));
        await using var _ = harness;

        var failure = await Assert.ThrowsAsync<MqttDemoException>(
            () => harness.Session.SubscribeAsync(
                new([new(filter, QualityOfService.AtMostOnce)], [], false), CancellationToken.None));

        await connection.ShouldBeSilentAsync();
        Assert.Equal((FailureKind.Denied, $"cannot subscribe to {filter}: {words}"), (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task A_Subscription_Identifier_that_the_broker_does_not_have_is_reported_and_nothing_is_sent()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck => connAck.SubscriptionIdentifiersAvailable = false);
        await using var _ = harness;

        var failure = await Assert.ThrowsAsync<MqttDemoException>(
            () => harness.Session.SubscribeAsync(
                new([new("a", QualityOfService.AtMostOnce)], [], Identifier: 7), CancellationToken.None));

        await connection.ShouldBeSilentAsync();
        Assert.Equal(
            (FailureKind.Denied, "the broker does not support subscription identifiers"),
            (failure.Kind, failure.Message));
    }

    [Theory]
    [InlineData(null, "127.0.0.1:PORT keeps the session for 60 s only, not forever")]
    [InlineData(3600u, "127.0.0.1:PORT keeps the session for 60 s only, not for 3600 s")]
    public async Task A_Session_Expiry_that_the_broker_shortens_is_reported_once(uint? asked, string sentence)
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(
            change: s => s with { KeepSession = true, SessionExpiry = asked }, startsClean: false,
            limits: connAck => connAck.SessionExpiryInterval = 60);
        await using var _ = harness;
        first.Cut();
        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.SessionExpiryInterval = 60);
        await second.ShouldBeSilentAsync();

        Assert.Equal(
            sentence.Replace("PORT", $"{harness.Broker.Port}", StringComparison.Ordinal),
            Assert.Single(harness.Observer.Warnings));
    }

    [Fact]
    public async Task Filters_that_do_not_fit_into_one_packet_are_sent_in_several()
    {
        var filters = Enumerable.Range(1, 50).Select(i => $"{new string('x', 100)}/{i}").ToArray();
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck => connAck.MaximumPacketSize = 500);
        await using var _ = harness;
        var subscribing = harness.Session.SubscribeAsync(
            new(
                [
                    .. filters.Select(
                        filter => new MqttDemo.Client.Session.TopicSubscription(filter, QualityOfService.AtMostOnce))],
                [],
                false),
            CancellationToken.None);
        var asked = new List<string>();
        while (asked.Count < filters.Length)
        {
            var packet = await connection.ReceiveAsync<MqttSubscribePacket>();
            asked.AddRange(packet.TopicFilters.Select(filter => filter.Topic));
            Assert.InRange(packet.TopicFilters.Count, 1, 4);
            await connection.SendAsync(new MqttSubAckPacket
            {
                PacketIdentifier = packet.PacketIdentifier,
                ReasonCodes = [.. packet.TopicFilters.Select(_ => MqttSubscribeReasonCode.GrantedQoS0)],
            });
        }

        await subscribing;
        Assert.Equal(filters, asked);
    }

    [Fact]
    public async Task A_filter_that_does_not_fit_into_any_packet_is_reported()
    {
        var (harness, _) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.MaximumPacketSize = 50);
        await using var __ = harness;

        var failure = await Assert.ThrowsAsync<MqttDemoException>(
            () => harness.Session.SubscribeAsync(
                new([new(new string('x', 100), QualityOfService.AtMostOnce)], [], false), CancellationToken.None));

        Assert.Contains(
            "does not fit into the broker's Maximum Packet Size of 50 bytes", failure.Message,
            StringComparison.Ordinal);
    }
}
