using System.Diagnostics;

namespace MqttDemo.Tests.Brokers;

/// <summary>
/// What the pair promises with every broker there is. What one of them cannot do stands in its own class, with what the
/// pair says of it.
/// </summary>
public abstract class RealBroker
{
    const int Count = 20_000;

    internal abstract Task<TestBroker> BrokerAsync();

    /// <summary>The QoS that the broker does not take further.</summary>
    protected virtual int HighestQos => 2;

    /// <summary>The broker sends again all that a connection that was cut had not acknowledged.</summary>
    protected virtual bool RedeliversAll => true;

    [Fact]
    public async Task Hello_MQTT_arrives()
    {
        var broker = await BrokerAsync();
        await using var subscriber = await App.SubscribedAsync(
            [.. To(broker), "-t", "hello", "--format", "sentence", "-C", "1"]);

        var published = await App.PublishAsync([.. To(broker), "-t", "hello"]);

        Assert.Equal(
            (0, "", "Published \"Hello MQTT\" to hello (message of config.json)\n"),
            (published.Code, published.Out, published.Error));
        Assert.Equal("Received message: Hello MQTT, topic: hello\n", (await subscriber.ExitAsync()).Out);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_stream_comes_out_as_it_went_in_at_every_QoS_the_broker_has(int qos)
    {
        // Above it the broker's own class says what happens.
        qos = Math.Min(qos, HighestQos);
        var broker = await BrokerAsync();
        await using var subscriber = await App.SubscribedAsync(
            [.. To(broker), "-t", $"stream{qos}", "-q", $"{qos}", "-C", $"{Count}"]);

        (await App.PublishAsync([.. To(broker), "-t", $"stream{qos}", "-q", $"{qos}", "-l"], Lines.Sequence(Count)))
            .ShouldBeSilentSuccess();

        Lines.ShouldBeEqual(Lines.Sequence(Count), (await subscriber.ExitAsync()).Bytes);
    }

    [Fact]
    public async Task A_retained_message_greets_a_later_subscriber()
    {
        var broker = await BrokerAsync();
        (await App.PublishAsync([.. To(broker), "-t", "door", "-q", "1", "-r", "-m", "open"])).ShouldBeSilentSuccess();

        var later = await App.SubscribeAsync([.. To(broker), "-t", "door", "-C", "1"]);

        Assert.Equal((0, "open\n"), (later.Code, later.Out));
    }

    [Fact]
    public async Task A_session_that_is_kept_gets_what_was_published_while_it_was_away()
    {
        var broker = await BrokerAsync();
        string[] session = [.. To(broker), "-t", "away", "-q", "1", .. App.Kept("away")];
        await using (var once = await App.SubscribedAsync(session))
        {
            once.Signal("INT");
            Assert.Equal(0, (await once.ExitAsync()).Code);
        }

        (await App.PublishAsync([.. To(broker), "-t", "away", "-q", "1", "-l"], Lines.Sequence(500)))
            .ShouldBeSilentSuccess();
        await using var back = await App.SubscribedAsync(session);
        await back.UntilDistinctAsync(500);

        back.Signal("INT");
        Assert.Equal(0, (await back.ExitAsync()).Code);
    }

    [Fact]
    public async Task No_message_is_lost_at_QoS_1_when_connections_are_cut()
    {
        const int cuts = 5;
        var broker = await BrokerAsync();
        var random = Scale.Seeded();
        static Func<int, Fault> Plan(Random random) =>
            done => done < cuts ? new(CutAfterBytes: random.Next(10_000, 50_000)) : Fault.None;
        await using var toPublisher = new TcpProxy(broker.Port, Plan(new Random(random.Next())));
        await using var toSubscriber = new TcpProxy(
            broker.Port, RedeliversAll ? Plan(new Random(random.Next())) : null);
        string[] shared = [.. broker.Login, "-t", "cut", "-q", "1"];
        await using var subscriber = await App.SubscribedAsync(
            ["-b", toSubscriber.Address, .. shared, .. App.Kept("cut-sub")]);
        await using var publisher = App.Publisher(["-b", toPublisher.Address, .. shared, "-l", .. App.Kept("cut-pub")]);

        var published = await publisher.FinishAsync(Lines.Sequence(Count));
        await subscriber.UntilDistinctAsync(Count);
        subscriber.Signal("INT");

        Assert.Equal((0, "", 0), (published.Code, published.Out, (await subscriber.ExitAsync()).Code));
        Assert.Equal((cuts, RedeliversAll ? cuts : 0), (toPublisher.Cuts, toSubscriber.Cuts));
    }

    [Fact]
    public async Task Of_two_clients_with_one_id_one_ends_with_6_and_the_other_goes_on()
    {
        var broker = await BrokerAsync();
        string[] same = [.. To(broker), "-t", "twins", "-i", "twin"];
        await using var first = await App.SubscribedAsync(same);
        await using var second = await App.SubscribedAsync(same);

        // The first, where the broker tells it why it is closed; where not, whichever has been thrown out more often.
        await Until.TrueAsync(() => first.HasExited || second.HasExited, "one of them to end");
        var (ended, left) = first.HasExited ? (first, second) : (second, first);

        (await ended.ExitAsync()).ShouldFail(ExitCode.ConnectionLost, "hint: another client", "same client id");
        for (var watch = Stopwatch.StartNew(); left.HighestSoFar != 7;)
        {
            // It may just be connecting again, and then what is published meanwhile is gone.
            Assert.False(
                left.HasExited || watch.Elapsed > App.Patience, $"the other does not go on; it said: {left.Error}");
            (await App.PublishAsync([.. To(broker), "-t", "twins", "-q", "1", "-m", "7"])).ShouldBeSilentSuccess();
        }
    }

    internal static string[] To(TestBroker broker) => ["-b", broker.Address, .. broker.Login];

    /// <summary>Where the broker treats $share as the first level of a topic.</summary>
    private protected async Task SharedShouldBeFoundOutAsync()
    {
        var broker = await BrokerAsync();

        var result = await App.SubscribeAsync(
            ["-b", broker.Address, "-t", "jobs", "--share", "workers", "-q", "1", "--probe", "2", .. broker.Login]);

        result.ShouldFail(
            ExitCode.Denied,
            "the broker treats $share as the first level of a topic: $share/workers/jobs would bring nothing",
            "hint: it does not support shared subscriptions; without a group each subscriber gets every message");
    }
}
