using System.Globalization;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>Memory is bounded, however much goes through and however long the output stands still.</summary>
[Trait("Length", "long")]
public sealed class Memory
{
    const double MostMegabytes = 96;

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Three_million_lines_need_no_more_memory_than_a_few(string qos)
    {
        const int count = 3_000_000;
        await using var broker = await Mosquitto.StartAsync("max_queued_messages 4000000");
        string[] shared = ["-b", broker.Address, "-t", "t", "-q", qos];
        await using var subscriber = App.Start(
            "bash", [
                "-c", "exec \"$0\" \"$@\" > /dev/null", Executables.Subscriber, .. shared, "-C",
                count.ToString(CultureInfo.InvariantCulture)]);
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        await using var publisher = App.Publisher([.. shared, "-l"]);
        var input = Lines.Sequence(count);

        // The last line is held back, so that both are still there to be measured when all the others are through.
        await publisher.TypeAsync(input.AsMemory(0, input.Length - 1));
        var (publisherPeak, subscriberPeak) = (publisher.PeakMegabytes, subscriber.PeakMegabytes);
        publisher.Input.Close();
        (await publisher.ExitAsync()).ShouldBeSilentSuccess();
        var ending = subscriber.ExitAsync();
        while (!ending.IsCompleted)
        {
            subscriberPeak = Math.Max(subscriberPeak, subscriber.TryPeakMegabytes() ?? 0);
            await Task.WhenAny(ending, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"publisher {publisherPeak:0} MB, subscriber {subscriberPeak:0} MB");
        Assert.Equal(0, (await ending).Code);
        Assert.InRange(publisherPeak, 1, MostMegabytes);
        Assert.InRange(subscriberPeak, 1, MostMegabytes);
    }

    [Fact]
    public async Task An_output_that_stands_still_for_a_while_costs_no_message_at_QoS_1_and_no_memory()
    {
        const int count = 400_000;
        await using var broker = await Mosquitto.StartAsync();
        using var folder = new TemporaryFolder();
        // The subscriber's pipe is read by cat, which is stopped and goes on.
        await using var piped = App.Start(
            "bash",
            [
                "-c",
                "{ echo $BASHPID > subscriber.pid; exec \"$0\" \"$@\" 2> err; } | { echo $BASHPID > cat.pid; exec cat; "
                + "}",
                Executables.Subscriber, "-b", broker.Address, "-t", "t", "-q", "1", "-k", "2", "-C", $"{count}",
            ],
            folder: folder.Path);
        await Until.TrueAsync(
            () => File.Exists(folder.File("err")) && File.ReadAllText(folder.File("err"))
                .Contains("Subscribed to", StringComparison.Ordinal), "the subscription");
        var cat = await ProcessIdAsync(folder.File("cat.pid"));
        var subscriber = await ProcessIdAsync(folder.File("subscriber.pid"));
        Signals.Send(cat, "STOP");
        await using var publisher = App.Publisher("-b", broker.Address, "-t", "t", "-q", "1", "-l");
        (await publisher.FinishAsync(Lines.Sequence(count))).ShouldBeSilentSuccess();

        // All is with the broker and nothing of it has been read. The subscriber must stay connected for longer than
        // its keep-alive of 2 s.
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.InRange(App.PeakMegabytesOf(subscriber) ?? 0, 1, MostMegabytes);
        Signals.Send(cat, "CONT");
        var received = await piped.ExitAsync();

        Lines.ShouldBeEqual(Lines.Sequence(count), received.Bytes);
        Assert.DoesNotContain(
            "lost", await File.ReadAllTextAsync(folder.File("err"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Properties_of_messages_that_are_not_acknowledged_count_as_their_payloads_do()
    {
        const int count = 128;
        // 1.2 MB of properties each, and no payload.
        var property = $"{{\"name\":\"{new string('x', 6_000)}\"}}";
        var line =
            $"{{\"topic\":\"t\",\"payload\":\"\",\"properties\":{{\"user-properties\":[{string.Join(',', Enumerable.Repeat(property, 200))}]}}}}\n";
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("-b", broker.Address, "-q", "1", "--json-lines");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var typing = Task.Run(
            async () =>
            {
                for (var i = 0; i < count; i++)
                {
                    await publisher.TypeAsync(line);
                }

                publisher.Input.Close();
            },
            TestContext.Current.CancellationToken);
        var first = await connection.ReceiveAsync<MqttPublishPacket>();
        Assert.Equal(200, first.UserProperties.Count);
        var open = new Queue<ushort>([first.PacketIdentifier]);
        // What has been sent and not acknowledged stays within the bound of 16 MB, and one more.
        while (open.Count * 1.24 < 16.7)
        {
            open.Enqueue((await connection.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier);
        }

        await connection.ShouldBeSilentAsync();
        for (var received = open.Count; open.TryDequeue(out var identifier);)
        {
            await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = identifier });
            if (received < count)
            {
                open.Enqueue((await connection.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier);
                received++;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{publisher.PeakMegabytes:0} MB");
        // Beside those, what the collector has not yet taken back of so many lines.
        Assert.InRange(publisher.PeakMegabytes, 1, 160);
        await typing;
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();
        (await publisher.ExitAsync()).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_flood_while_the_broker_acknowledges_no_answer_is_dropped_at_QoS_0_and_counted()
    {
        const int flood = 3_000;
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-t", "t", "-q", "1", "-M", "1", "-C", "3", "--reply", "--exec", "head -c 1", "-V",
            "5");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync();
        // The second answer waits for the acknowledgement of the first, which does not come.
        ushort first = 0;
        for (ushort request = 1; request <= 2; request++)
        {
            await connection.SendAsync(new MqttPublishPacket
            {
                Topic = "t",
                ResponseTopic = "answers",
                PayloadSegment = "12"u8.ToArray(),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                PacketIdentifier = request,
            });
            if (request == 1)
            {
                first = (await connection.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier;
                await connection.ReceiveAsync<MqttPubAckPacket>();
            }
        }

        // 300 MB.
        var message = new MqttPublishPacket { Topic = "t", PayloadSegment = new byte[100_000] };
        for (var i = 0; i < flood; i++)
        {
            await connection.SendAsync(message);
        }

        await subscriber.UntilErrorContainsAsync("there is no room (48 MB) are dropped");
        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = first });
        var second = await connection.ReceiveAsync<MqttPublishPacket>();
        var peak = subscriber.PeakMegabytes;
        await connection.ReceiveAsync<MqttPubAckPacket>();
        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = second.PacketIdentifier });
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        var result = await subscriber.ExitAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"{peak:0} MB; {result.Error}");
        Assert.Equal((0, ""), (result.Code, result.Out));
        // The bound, and what the collector has not yet taken back of 300 MB.
        Assert.InRange(peak, 1, 160);
        var dropped = int.Parse(
            result.Error.Split(" messages at QoS 0 were dropped: there was no room for them")[0].Split(' ')[^1],
            CultureInfo.InvariantCulture);
        // 24 MB of them are kept.
        Assert.InRange(dropped, flood - 300, flood - 200);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("4")]
    public async Task What_commands_write_is_bounded_over_all_of_them_and_refused_before_all_of_it_is_there(string jobs)
    {
        const int requests = 4;
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-q", "1", "-C", $"{requests}", "--jobs", jobs, "--on-error", "skip",
            "--reply", "--shell",
            "--exec", "head -c 400000000 /dev/zero");
        await using (var client = await MqttClientConnection.ConnectAsync(broker.Port))
        {
            for (var request = 1; request <= requests; request++)
            {
                await client.PublishAsync("t", $"{request}", new(ResponseTopic: "answers"));
            }
        }

        var ending = subscriber.ExitAsync();
        var peak = 0.0;
        while (!ending.IsCompleted)
        {
            peak = Math.Max(peak, subscriber.TryPeakMegabytes() ?? 0);
            await Task.WhenAny(ending, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        var result = await ending;
        TestContext.Current.TestOutputHelper!.WriteLine($"{peak:0} MB");
        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Equal(
            requests,
            result.Error.Split(
                "the command for a message on t wrote more than a message can carry: skipped").Length - 1);
        // The longest answer that MQTT can carry, once.
        Assert.InRange(peak, 1, 400);
    }

    static async Task<int> ProcessIdAsync(string file) =>
        int.Parse(
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
}
