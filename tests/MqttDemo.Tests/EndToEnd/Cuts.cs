using System.Globalization;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>Connections and brokers die in the middle of a stream.</summary>
public sealed class Cuts
{
    public static TheoryData<string> Versions => ["5", "311"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Exactly_once_in_order_at_QoS_2_however_often_the_connection_is_cut(string version)
    {
        var input = Lines.Sequence(300_000);
        var received = await StreamThroughCutsAsync(version, "2", 300_000, input);

        Lines.ShouldBeEqual(input, received);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task No_line_is_missing_at_QoS_1_however_often_the_connection_is_cut(string version)
    {
        var input = Lines.Sequence(300_000);
        var received = await StreamThroughCutsAsync(version, "1", null, input);

        Assert.Empty(Lines.Of(input).Except(Lines.Of(received)));
    }

    /// <summary>
    /// Both sides go through a proxy that cuts 20 connections of each, somewhere in a packet. Now and then mosquitto is cut while it resumes; then it
    /// sends messages again after their PUBREL, which <see cref="Client.ReceivedIdentifiersTests"/> shows packet by packet.
    /// </summary>
    static async Task<byte[]> StreamThroughCutsAsync(string version, string qos, int? count, byte[] input)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var (publisherCuts, subscriberCuts) = (new Random(seed), new Random(seed + 1));
        await using var broker = await Mosquitto.StartAsync();
        await using var toPublisher = new TcpProxy(broker.Port);
        await using var toSubscriber = new TcpProxy(broker.Port);
        toPublisher.CutAfter(20, () => publisherCuts.Next(20_000, 250_000));
        toSubscriber.CutAfter(20, () => subscriberCuts.Next(20_000, 250_000));
        string[] shared = ["-t", "numbers", "-q", qos, "-V", version, "-c", "-x", "600"];
        await using var subscriber = await App.SubscribedAsync(
            [.. shared, "-b", toSubscriber.Address, "-i", "sub", .. count is { } number ? ["-C", number.ToString(CultureInfo.InvariantCulture)] : (string[])[]]);

        var published = await App.PublishAsync([.. shared, "-b", toPublisher.Address, "-i", "pub", "-l"], input);

        Assert.Equal((0, ""), (published.Code, published.Out));
        if (count is null)
        {
            var all = Lines.Of(input).Count;
            await Until.TrueAsync(() => Lines.Of(subscriber.OutputSoFar).Count >= all, "every line");
            subscriber.Signal("INT");
        }

        var received = await subscriber.ExitAsync();
        Assert.Equal((0, 20, 20), (received.Code, toPublisher.Cuts, toSubscriber.Cuts));
        return received.Bytes;
    }

    [Fact]
    public async Task Every_line_arrives_when_mosquitto_is_killed_and_restarted_on_its_saved_state()
    {
        var input = Lines.Sequence(20_000);
        await using var broker = await Mosquitto.StartPersistentAsync();
        await using var proxy = new TcpProxy(broker.Port);
        string[] shared = ["-t", "numbers", "-q", "1", "-c", "-x", "600"];
        await using var subscriber = await App.SubscribedAsync([.. shared, "-b", broker.Address, "-i", "sub"]);
        await using var publisher = App.Publisher([.. shared, "-b", proxy.Address, "-i", "pub", "-l"]);
        var publishing = publisher.FinishAsync(input);
        for (var restart = 1; restart <= 10; restart++)
        {
            var soFar = restart * 1_500;
            await Until.TrueAsync(() => subscriber.OutputSoFar.Count(b => b == '\n') >= soFar, $"{soFar} lines");
            // The publisher has messages in flight, which wait in the proxy; what has reached the broker is also saved.
            await proxy.PauseAsync();
            await broker.SettleAsync();
            await broker.KillAsync();
            proxy.Resume();
            await broker.RunAsync();
        }

        var published = await publishing;
        await Until.TrueAsync(() => Lines.Of(subscriber.OutputSoFar).Count >= 20_000, "every line");
        subscriber.Signal("INT");
        var received = await subscriber.ExitAsync();

        Assert.Equal((0, ""), (published.Code, published.Out));
        Assert.Equal(0, received.Code);
        Assert.Equal(Lines.Of(input).Count, Lines.Of(received.Bytes).Count);
    }
}
