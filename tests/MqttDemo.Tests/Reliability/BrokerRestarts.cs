namespace MqttDemo.Tests.Reliability;

/// <summary>Brokers are killed with SIGKILL in the middle of a stream and started again.</summary>
public sealed class BrokerRestarts
{
    public static TheoryData<string, string> VersionsAndQos =>
        new() { { "5", "1" }, { "311", "1" }, { "5", "2" }, { "311", "2" } };

    [Theory]
    [MemberData(nameof(VersionsAndQos))]
    public async Task Every_message_arrives_when_mosquitto_is_killed_and_restarted_on_its_saved_state(
        string version, string qos)
    {
        await using var broker = await Mosquitto.StartPersistentAsync();
        await using var proxy = new TcpProxy(broker.Port);

        var received = await RunAsync(broker, proxy, version, qos, kills: 10, async _ =>
        {
            // The publisher has messages in flight, which wait in the proxy; what has reached the broker is also saved.
            await proxy.PauseAsync();
            await broker.SettleAsync();
            await broker.KillAsync();
            proxy.Resume();
            await broker.RunAsync();
        });

        Stream.ShouldBeComplete(Scale.Messages, received);
    }

    [Fact]
    public async Task Every_message_arrives_at_QoS_1_when_nats_server_is_killed_and_restarted_on_its_JetStream()
    {
        await using var broker = new NatsServer();
        await broker.StartedAsync();
        await using var proxy = new TcpProxy(broker.Port);

        var received = await RunAsync(broker, proxy, "311", "1", kills: 3, async _ =>
        {
            await broker.KillAsync();
            await broker.RunAsync();
        });

        Stream.ShouldBeComplete(Scale.Messages, received);
    }

    /// <remarks>
    /// Killed within two seconds of a SUBACK, RabbitMQ 3.10.8 may come back with the session and its messages, but
    /// without the subscription, whose commit Mnesia had not yet written, and then acknowledges what it throws away. So
    /// the subscriber is to be back first, and to subscribe again.
    /// </remarks>
    [Fact]
    public async Task Every_message_arrives_at_QoS_1_when_RabbitMQ_is_killed_and_restarted_on_its_saved_state_and_the_subscriber_is_back_first()
    {
        await using var broker = new RabbitMq();
        await broker.StartedAsync();
        await using var proxy = new TcpProxy(broker.Port);

        var received = await RunAsync(broker, proxy, "311", "1", kills: 1, async subscriber =>
        {
            await proxy.PauseAsync();
            await broker.KillAsync();
            var before = subscriber.DistinctSoFar;
            await broker.RunAsync();
            // It has no more than 10 unacknowledged messages, and reads our acknowledgements after our SUBSCRIBE.
            await subscriber.UntilDistinctAsync(before + 100);
            proxy.Resume();
        });

        Stream.ShouldBeComplete(Scale.Messages, received);
    }

    [Theory]
    [MemberData(nameof(VersionsAndQos))]
    public async Task When_the_broker_comes_back_without_its_state_both_sides_say_so_and_the_stream_goes_on(
        string version, string qos)
    {
        const int before = 10_000;
        await using var broker = await Mosquitto.StartAsync("log_type subscribe");
        await using var subscriber = await Stream.SubscribeAsync(broker.Address, qos, version);
        await using var publisher = Stream.Publish(broker.Address, qos, version);
        await publisher.TypeAsync(Lines.Sequence(before));
        await subscriber.UntilDistinctAsync(before);

        await broker.KillAsync();
        await broker.RunAsync();
        await subscriber.UntilErrorContainsAsync(
            "the broker has started a new session: what was published meanwhile is gone");
        await publisher.UntilErrorContainsAsync(
            qos == "2"
                ? "the broker has started a new session: at QoS 2 what was in flight may come twice"
                : "Connected to");
        await Until.TrueAsync(
            () => broker.Log.Contains($"sub {qos} numbers", StringComparison.Ordinal), "the new subscription");
        var published = await publisher.FinishAsync(Lines.Sequence(2 * before)[Lines.Sequence(before).Length..]);
        await subscriber.UntilDistinctAsync(2 * before);
        var received = await Stream.EndAsync(subscriber);

        Assert.Equal((0, 0), (published.Code, received.Code));
        Assert.Equal(qos == "2", published.Error.Contains("may come twice", StringComparison.Ordinal));
        Lines.ShouldBeEqual(Lines.Sequence(2 * before), received.Bytes);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("311")]
    public async Task What_was_in_flight_at_QoS_2_when_the_broker_lost_its_state_is_sent_again_and_counted(
        string version)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new TcpProxy(broker.Port);
        await using var publisher = Stream.Publish(proxy.Address, "2", version, "pub", "--debug");
        await publisher.TypeAsync(Lines.Sequence(5));
        await publisher.UntilErrorContainsAsync("received PubComp: [PacketIdentifier=5]");
        await proxy.PauseAsync();
        await publisher.TypeAsync("6\n7\n");
        await publisher.UntilErrorContainsAsync("[PacketIdentifier=7]");

        await broker.KillAsync();
        await broker.RunAsync();
        proxy.Resume();
        var published = await publisher.FinishAsync();

        Assert.Equal((0, ""), (published.Code, published.Out));
        Assert.Contains(
            "warning: 2 messages may arrive twice: the session that they were sent in is gone", published.Error,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// Kills the broker several times while the numbers go through it, and returns what has come out.
    /// </summary>
    static async Task<int[]> RunAsync(
        TestBroker broker, TcpProxy proxy, string version, string qos, int kills, Func<App, Task> restartAsync)
    {
        await using var subscriber = await Stream.SubscribeAsync(broker.Address, qos, version);
        await using var publisher = Stream.Publish(proxy.Address, qos, version);
        var feeding = Feed.InStepAsync(publisher, Scale.Messages, subscriber);
        for (var kill = 1; kill <= kills; kill++)
        {
            var soFar = kill * (Scale.Messages / (kills + 2));
            await subscriber.UntilDistinctAsync(soFar);
            Assert.False(publisher.HasExited, "the publisher has ended before the broker was killed");
            await restartAsync(subscriber);
        }

        await feeding;
        var published = await publisher.ExitAsync();
        Assert.Equal((0, ""), (published.Code, published.Out));
        await subscriber.UntilDistinctAsync(
            Scale.Messages, () => $"The publisher said: {published.Error}The broker said: {broker.Said}");
        var received = await Stream.EndAsync(subscriber);
        Assert.Equal(0, received.Code);
        return Stream.Numbers(received.Bytes);
    }
}
