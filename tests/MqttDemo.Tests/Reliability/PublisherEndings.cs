using System.Globalization;
using System.Text;

namespace MqttDemo.Tests.Reliability;

/// <summary>A publisher is interrupted or killed in the middle of its stream.</summary>
public sealed class PublisherEndings
{
    public static TheoryData<string, string, string> Interruptions =>
    [
        .. from version in (string[])["5", "311"]
           from qos in (string[])["0", "1", "2"]
           from signal in (string[])["INT", "TERM"]
           select new TheoryDataRow<string, string, string>(version, qos, signal),
    ];

    public static TheoryData<string, string> Cells =>
    [
        .. from version in (string[])["5", "311"] from qos in (string[])["0", "1", "2"] select new TheoryDataRow<string,
        string>(version, qos),
    ];

    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task An_interrupted_publisher_drains_and_its_count_is_what_the_broker_has(
        string version, string qos, string signal)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await Stream.SubscribeAsync(broker.Address, qos, version);
        await using var publisher = Stream.Publish(broker.Address, qos, version);
        var feeding = Feed.InStepAsync(publisher, int.MaxValue / 2, subscriber);
        await subscriber.UntilDistinctAsync(Scale.Messages);

        publisher.Signal(signal);
        var ended = await publisher.ExitAsync();
        await feeding;
        var sent = Stream.NumberBefore(" sent, ", ended.Error);
        await subscriber.UntilDistinctAsync(sent);
        var received = await Stream.EndAsync(subscriber);

        var code = signal == "INT" ? ExitCode.Interrupted : ExitCode.Terminated;
        Assert.Equal(((int)code, ""), (ended.Code, ended.Out));
        Assert.Contains(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\n{sent} sent, {(qos == "0" ? 0 : sent)} acknowledged, 0 refused, 0 unfinished in "),
            ended.Error, StringComparison.Ordinal);
        Lines.ShouldBeEqual(Lines.Sequence(sent), received.Bytes);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task After_SIGKILL_a_rerun_with_the_same_input_brings_every_line_once_and_in_order_after_what_had_arrived_before(string version, string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await Stream.SubscribeAsync(broker.Address, qos, version);
        await using (var killed = Stream.Publish(broker.Address, qos, version))
        {
            // More than it will get through before it is killed.
            var feeding = Feed.InStepAsync(killed, 100 * Scale.Messages, subscriber);
            await subscriber.UntilDistinctAsync(Scale.Messages / 2);
            killed.Signal("KILL");
            await killed.ExitAsync();
            await feeding;
        }

        // The same client id and -c, so that the broker has a session with messages of the killed process under
        // identifiers that the rerun uses again.
        await using var rerun = Stream.Publish(broker.Address, qos, version);
        (await rerun.FinishAsync([.. Encoding.ASCII.GetBytes("0\n"), .. Lines.Sequence(Scale.Messages)]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "numbers", "-q", qos, "-m", "999999999"]))
            .ShouldBeSilentSuccess();
        await Until.TrueAsync(() => subscriber.HighestSoFar == 999_999_999, "the message after the last");
        var received = Stream.Numbers((await Stream.EndAsync(subscriber)).Bytes);

        var start = Array.IndexOf(received, 0);
        Assert.InRange(start, Scale.Messages / 2, (100 * Scale.Messages) - 1);
        Stream.ShouldAscend(received[..start]);
        Assert.Equal(Enumerable.Range(0, Scale.Messages + 1).Append(999_999_999), received[start..]);
    }
}
