namespace MqttDemo.Tests.Brokers;

/// <summary>
/// aedes speaks 3.1.1 only and redelivers under other packet identifiers and without DUP: at QoS 2 nobody can tell that
/// from new messages. Now and then it does not send again what a cut connection had not acknowledged (1.2.0: hundreds
/// of 20,000 messages in about one run of ten).
/// </summary>
public sealed class OnAedes(OnAedes.Fixture fixture) : RealBroker, IClassFixture<OnAedes.Fixture>
{
    internal override Task<TestBroker> BrokerAsync() => fixture.BrokerAsync();

    protected override bool RedeliversAll => false;

    [Fact]
    public async Task A_subscriber_that_is_cut_acknowledges_only_what_it_has_written_and_all_that_the_last_connection_brings()
    {
        const int count = 20_000;
        var broker = await BrokerAsync();
        var random = Scale.Seeded();
        await using var proxy = new TcpProxy(
            broker.Port, cuts => cuts < 5 ? new(CutAfterBytes: random.Next(10_000, 50_000)) : Fault.None);
        string[] shared = ["-t", "again", "-q", "1"];
        await using var subscriber = await App.SubscribedAsync(
            ["-b", proxy.Address, .. shared, "--debug", .. App.Kept("again")]);
        (await App.PublishAsync(["-b", broker.Address, .. shared, "-l"], Lines.Sequence(count)))
            .ShouldBeSilentSuccess();
        await Reliability.Stream.MarkEndAsync(["-b", broker.Address, .. shared], subscriber, count);
        await Until.TrueAsync(
            () => IsAllAcknowledged(LastConnection(subscriber.Error)),
            "the acknowledgements of what the last connection has brought");
        subscriber.Signal("INT");

        var result = await subscriber.ExitAsync();
        Assert.Equal(0, result.Code);
        // What aedes does not send again is not there to be cut at.
        Assert.InRange(proxy.Cuts, 1, 5);
        // What a connection that was cut has brought, and nobody had begun, is neither written nor acknowledged: the
        // broker has to send it again.
        var written = result.Bytes.Count(value => value == '\n');
        Assert.InRange(
            written, Math.Max(1_000, Packets(result.Error, "sent PubAck: ")), Packets(result.Error, Received));
    }

    [Fact]
    public async Task A_shared_subscription_that_aedes_takes_for_a_topic_is_found_out_by_a_probe() =>
        await SharedShouldBeFoundOutAsync();

    const string Received = "received Publish: [Topic=again]";

    static string LastConnection(string trace) =>
        trace[Math.Max(0, trace.LastIndexOf("received ConnAck: ", StringComparison.Ordinal))..];

    static bool IsAllAcknowledged(string trace) => Packets(trace, Received) == Packets(trace, "sent PubAck: ");

    static int Packets(string trace, string words) =>
        trace.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal));

    public sealed class Fixture() : BrokerFixture(new Aedes());
}
