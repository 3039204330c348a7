using System.Diagnostics;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// A broker that hangs, and a link that dies without a word, are noticed within one and a half keep-alive periods, and
/// nothing is lost.
/// </summary>
public sealed class DeadLinks
{
    const double KeepAlive = 4;

    /// <summary>What a busy machine may add.</summary>
    const double Slack = 2;

    /// <summary>A number that comes from nowhere else.</summary>
    const int Last = 1_999_999_999;

    public static TheoryData<string, string> Cells =>
    [
        .. from version in (string[])["5", "311"] from qos in (string[])["0", "1", "2"] select new TheoryDataRow<string,
        string>(version, qos),
    ];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_publisher_notices_a_dead_link_while_publishing_and_goes_on_when_it_is_back(
        string version, string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new TcpProxy(broker.Port);
        await using var subscriber = await Stream.SubscribeAsync(broker.Address, qos, version);
        await using var publisher = Stream.Publish(proxy.Address, qos, version, "pub", "-k", $"{KeepAlive}");
        var feeding = Feed.InStepAsync(publisher, qos == "0" ? int.MaxValue / 2 : Scale.Messages, subscriber);
        await subscriber.UntilDistinctAsync(Scale.Messages / 4);

        proxy.IsStalled = true;
        await ShouldNoticeAsync(publisher);
        proxy.IsStalled = false;
        if (qos == "0")
        {
            // Nothing acknowledges what was on the dead link; that it is counted is what can be promised.
            await publisher.UntilErrorContainsAsync("Connected to");
            await publisher.TypeAsync($"{Last}\n");
            await Until.TrueAsync(() => subscriber.HighestSoFar == Last, "what is sent when the link is back");
            publisher.Signal("INT");
            var ended = await publisher.ExitAsync();
            Assert.Equal((int)MqttDemo.CommandLine.Streams.ExitCode.Interrupted, ended.Code);
            Assert.Contains("at QoS 0 may not have arrived", ended.Error, StringComparison.Ordinal);
            await feeding;
            return;
        }

        await feeding;
        Assert.Equal(0, (await publisher.ExitAsync()).Code);
        await subscriber.UntilDistinctAsync(Scale.Messages);
        Stream.ShouldBeComplete(Scale.Messages, Stream.Numbers((await Stream.EndAsync(subscriber)).Bytes));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_subscriber_notices_a_dead_link_and_gets_at_QoS_1_and_2_what_it_has_missed(
        string version, string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new TcpProxy(broker.Port);
        await using var subscriber = await Stream.SubscribeAsync(
            proxy.Address, qos, version, "sub", "-k", $"{KeepAlive}");

        proxy.IsStalled = true;
        await ShouldNoticeAsync(subscriber);
        (
            await App.PublishAsync(
                ["-b", broker.Address, "-t", "numbers", "-q", qos, "-l"], Lines.Sequence(Scale.Messages)))
            .ShouldBeSilentSuccess();
        proxy.IsStalled = false;
        await Stream.MarkEndAsync(["-b", broker.Address, "-t", "numbers", "-q", qos], subscriber, Scale.Messages);
        var received = Stream.Numbers((await Stream.EndAsync(subscriber)).Bytes);
        if (qos != "0")
        {
            Stream.ShouldBeComplete(Scale.Messages, received);
        }

        Stream.ShouldAscend(received);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_broker_that_hangs_is_noticed_and_costs_no_message(string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await Stream.SubscribeAsync(broker.Address, qos, "5", "sub", "-k", $"{KeepAlive}");
        await using var publisher = Stream.Publish(broker.Address, qos, "5", "pub", "-k", $"{KeepAlive}");
        var feeding = Feed.InStepAsync(publisher, Scale.Messages, subscriber);
        await subscriber.UntilDistinctAsync(Scale.Messages / 4);

        broker.Freeze();
        await Task.WhenAll(ShouldNoticeAsync(publisher), ShouldNoticeAsync(subscriber));
        broker.Thaw();

        await feeding;
        Assert.Equal(0, (await publisher.ExitAsync()).Code);
        await subscriber.UntilDistinctAsync(Scale.Messages);
        var received = await Stream.EndAsync(subscriber);
        Stream.ShouldBeComplete(Scale.Messages, Stream.Numbers(received.Bytes));
    }

    static async Task ShouldNoticeAsync(App app)
    {
        var watch = Stopwatch.StartNew();
        await app.UntilErrorContainsAsync(
            $"the connection was lost: the broker has been silent for {1.5 * KeepAlive} s");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, (1.5 * KeepAlive) + Slack);
    }
}
