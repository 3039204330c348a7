using System.Diagnostics;
using System.Globalization;
using System.Text;
using MQTTnet.Packets;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>How the programs end, and what they say of it.</summary>
public sealed class Endings
{
    [Fact]
    [Trait("Length", "long")]
    public async Task At_QoS_0_the_publisher_ends_only_when_a_slow_broker_has_read_everything()
    {
        const int lines = 300_000;
        await using var broker = new ScriptedBroker(receiveBufferSize: 64 * 1024);
        await using var publisher = App.Publisher("-b", broker.Address, "-t", "t", "-l");
        var publishing = publisher.FinishAsync(Lines.Sequence(lines));
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var read = 0;
        var isConfirmed = false;
        for (var packet = await connection.ReceiveAsync(); packet is not null; packet = await connection.ReceiveAsync())
        {
            switch (packet)
            {
                case MqttPublishPacket publish:
                    Assert.Equal(
                        ++read, int.Parse(Encoding.ASCII.GetString(publish.Payload), CultureInfo.InvariantCulture));
                    if (read % 6_000 == 0)
                    {
                        // Slow on purpose: all of the input is in the hands of the two kernels long before it is read
                        // here.
                        await Task.Delay(50, TestContext.Current.CancellationToken);
                        Assert.False(publisher.HasExited, $"the publisher has ended after {read} lines");
                    }

                    break;
                case MqttPingReqPacket:
                    isConfirmed = read == lines;
                    await connection.SendAsync(MqttPingRespPacket.Instance);
                    break;
                case MqttDisconnectPacket:
                    connection.Close();
                    break;
            }

            if (packet is MqttDisconnectPacket)
            {
                break;
            }
        }

        (await publishing).ShouldBeSilentSuccess();
        Assert.Equal((lines, true), (read, isConfirmed));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task An_interrupted_subscriber_says_goodbye_and_ends_with_0(string signal)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-i", "leaving");

        subscriber.Signal(signal);

        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
        await Until.TrueAsync(
            () => broker.Log.Contains("Client leaving disconnected.", StringComparison.Ordinal),
            "the DISCONNECT in mosquitto's log");
    }

    [Theory]
    [InlineData(0, "subscriber: error: no message came within 3 s", "-W", "3")]
    [InlineData(0, "subscriber: error: no message came for 0.5 s", "--idle", "0.5")]
    [InlineData(0, "subscriber: error: 0 of 3 messages came within 3 s", "-W", "3", "-C", "3")]
    [InlineData(1, "subscriber: error: 1 message came within 3 s", "-W", "3")]
    [
        InlineData(
            2, "subscriber: error: 2 of 3 messages came, and no other for 1 s", "--idle", "1", "-W", "60", "-C", "3")]
    [InlineData(2, "subscriber: error: no message came for 1 s, after 2", "--idle", "1")]
    public async Task When_the_time_is_up_the_subscriber_says_what_did_not_come_and_ends_with_27(
        int retained, string said, params string[] options)
    {
        await using var broker = await Mosquitto.StartAsync();
        for (var i = 1; i <= retained; i++)
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", $"t/{i}", "-q", "1", "-r", "-m", "x"]))
                .ShouldBeSilentSuccess();
        }

        var result = await App.SubscribeAsync(["-b", broker.Address, "-t", "t/#", .. options]);

        Assert.Equal(
            (
                27,
                string.Concat(Enumerable.Repeat("x\n", retained)),
                $"Connected to {broker.Address}: Success\nSubscribed to t/#\n{said}\n"),
            (result.Code, result.Out, result.Error));
    }

    [Theory]
    [InlineData(
        "t/*", "has a *, which stands for itself: the wildcards are + for one level and # for all the rest")]
    [InlineData("a,b", "is one filter: of several, each has its own -t")]
    [
        InlineData(
            "/a",
            "begins with a level without a name: is the topic without the first / meant? (of $SYS/x a shell leaves /x, "
            + "unless it is in single quotes)")]
    [InlineData("\u201Ca\u201D", "has typographic quotes, which are no quotes to a shell: type ' or \"")]
    public async Task Who_gets_nothing_is_told_what_an_unlikely_filter_stands_for(string filter, string doubt)
    {
        await using var broker = await Mosquitto.StartAsync();

        var result = await App.SubscribeAsync(["-b", broker.Address, "-t", filter, "-W", "2"]);

        Assert.Equal(
            (
                27, "",
                $"Connected to {broker.Address}: Success\nSubscribed to {filter}\nsubscriber: error: no message came "
                + $"within 2 s\nhint: '{filter}' {doubt}\n"),
            (result.Code, result.Out, result.Error));
    }

    [Fact]
    public async Task Idle_time_begins_again_with_every_message()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "--idle", "4");
        var watch = Stopwatch.StartNew();
        (
            await App.PublishAsync(
                ["-b", broker.Address, "-t", "t", "-m", "x", "--repeat", "6", "--repeat-delay", "1", "-q", "1"]))
            .ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();

        Assert.Equal((27, "x\nx\nx\nx\nx\nx\n"), (result.Code, result.Out));
        Assert.InRange(watch.Elapsed.TotalSeconds, 9, 60);
    }

    [Fact]
    public async Task Count_acknowledges_exactly_what_it_prints_and_the_rest_comes_to_the_next()
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] shared = ["-b", broker.Address, "-t", "t", "-q", "1", "-c", "-i", "counter"];
        await using (var first = await App.SubscribedAsync([.. shared, "-C", "3"]))
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-l"], Lines.Sequence(10)))
                .ShouldBeSilentSuccess();
            Assert.Equal("1\n2\n3\n", (await first.ExitAsync()).Out);
        }

        Assert.Equal("4\n5\n6\n7\n8\n9\n10\n", (await App.SubscribeAsync([.. shared, "-C", "7"])).Out);
    }

    [Fact]
    public async Task A_reader_that_leaves_a_quiet_subscriber_ends_it_without_another_message()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var piped = App.Start(
            "bash", [
                "-c", "\"$0\" \"$@\" | true; echo ${PIPESTATUS[0]}", Executables.Subscriber, "-b", broker.Address, "-t",
                "t"]);

        Assert.Equal("0\n", (await piped.ExitAsync()).Out);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_and_nothing_is_acknowledged()
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] shared = ["-b", broker.Address, "-t", "t", "-q", "1", "-c", "-i", "full"];
        await using var subscriber = await App.SubscribedAsync([.. shared, "--output", "/dev/full"]);
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-m", "precious"]))
            .ShouldBeSilentSuccess();

        (await subscriber.ExitAsync()).ShouldFail(
            ExitCode.InputOutput, "the file '/dev/full' cannot be written: No space left on device");

        Assert.Equal("precious\n", (await App.SubscribeAsync([.. shared, "-C", "1"])).Out);
    }

    [Fact]
    public async Task Two_subscribers_do_not_write_over_each_other_in_one_file()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        await using var first = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "--output", folder.File("log"));

        var second = await App.SubscribeAsync("-b", broker.Address, "-t", "t", "--output", folder.File("log"));

        second.ShouldFail(ExitCode.InputOutput, "cannot be written", "being used by another process");
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task The_embedded_broker_keeps_messages_for_a_client_that_is_away_and_holds_nobody_back_for_it()
    {
        var broker = $"embedded:{Ports.Free()}";
        await using var host = await App.SubscribedAsync("-b", broker, "-t", "other");
        string[] shared = ["-b", broker, "-t", "t", "-q", "1", "-c", "-i", "away"];
        await using (var once = await App.SubscribedAsync(shared))
        {
            once.Signal("INT");
            Assert.Equal(0, (await once.ExitAsync()).Code);
        }

        (await App.PublishAsync(["-b", broker, "-t", "t", "-q", "1", "-l"], Lines.Sequence(20_000)))
            .ShouldBeSilentSuccess();

        Assert.Equal(Lines.Sequence(20_000), (await App.SubscribeAsync([.. shared, "-C", "20000"])).Bytes);
    }
}
