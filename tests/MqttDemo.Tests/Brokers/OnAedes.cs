using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Brokers;

/// <summary>
/// aedes speaks 3.1.1 only and redelivers under other packet identifiers and without DUP: at QoS 2 nobody can tell that from new messages. Now and then
/// it does not send again what a cut connection had not acknowledged (1.2.0: hundreds of 20,000 messages in about one run of ten).
/// </summary>
public sealed class OnAedes(OnAedes.Fixture fixture) : RealBroker, IClassFixture<OnAedes.Fixture>
{
    internal override Task<TestBroker> BrokerAsync() => fixture.BrokerAsync();

    protected override bool RedeliversAll => false;

    [Fact]
    public async Task A_subscriber_that_is_cut_writes_all_that_aedes_sends_though_that_may_not_be_all_that_was_published()
    {
        const int count = 20_000;
        var broker = await BrokerAsync();
        var random = Scale.Seeded();
        await using var proxy = new TcpProxy(broker.Port, cuts => cuts < 5 ? new(CutAfterBytes: random.Next(10_000, 50_000)) : Fault.None);
        string[] shared = ["-t", "again", "-q", "1"];
        await using var subscriber = await App.SubscribedAsync(["-b", proxy.Address, .. shared, "--debug", .. App.Kept("again")]);
        (await App.PublishAsync(["-b", broker.Address, .. shared, "-l"], Lines.Sequence(count))).ShouldBeSilentSuccess();
        await Reliability.Stream.MarkEndAsync(["-b", broker.Address, .. shared], subscriber, count);
        var written = 0;
        await Until.TrueAsync(() => (written = subscriber.OutputSoFar.Count(value => value == '\n')) == Received(subscriber.Error), "what was received to be written");
        subscriber.Signal("INT");

        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
        // What aedes does not send again is not there to be cut at.
        Assert.InRange(proxy.Cuts, 1, 5);
        Assert.InRange(written, 1_000, 10 * count);
    }

    static int Received(string trace) => trace.Split('\n').Count(line => line.Contains("received Publish: [Topic=again]", StringComparison.Ordinal));

    public sealed class Fixture() : BrokerFixture(new Aedes());
}
