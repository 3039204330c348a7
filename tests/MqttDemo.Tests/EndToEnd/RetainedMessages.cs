using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>-R, --retained-only, --remove-retained.</summary>
public sealed class RetainedMessages
{
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Retained_only_ends_by_itself_when_all_are_here_more_than_the_broker_sends_at_once(string qos)
    {
        const int count = 300;
        await using var broker = await FilledAsync(count);

        var result = await App.SubscribeAsync(
            "-b", broker.Address, "-t", "r/#", "-q", qos, "-M", "10", "--retained-only");

        Assert.Equal((0, $"Connected to {broker.Address}: Success\nSubscribed to r/#\n"), (result.Code, result.Error));
        Assert.Equal(
            Enumerable.Range(1, count).Select(number => $"{number}").Order(),
            result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task Retained_only_ends_by_itself_where_there_are_none()
    {
        await using var broker = await Mosquitto.StartAsync();

        var result = await App.SubscribeAsync("-b", broker.Address, "-t", "none/#", "--retained-only");

        Assert.Equal((0, ""), (result.Code, result.Out));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(0, 3)]
    [InlineData(27, 4)]
    [InlineData(27, 9, "--exec", "cat")]
    [InlineData(27, 3, "-T", "r/1")]
    public async Task Retained_only_ends_with_27_where_there_are_fewer_than_were_asked_for(
        int code, int count, params string[] args)
    {
        await using var broker = await FilledAsync(3);

        var result = await App.SubscribeAsync(
            ["-b", broker.Address, "-t", "r/#", "--retained-only", "-C", $"{count}", .. args]);

        var came = args.Contains("-T") ? 2 : Math.Min(count, 3);
        var told = code == 0
            ? "" : $"subscriber: error: {came} of {count} retained messages came: there are no others\n";
        Assert.Equal(
            (code, $"Connected to {broker.Address}: Success\nSubscribed to r/#\n{told}"), (result.Code, result.Error));
        Assert.Equal(came, result.Out.Replace("\n", "", StringComparison.Ordinal).Length);
    }

    [Fact]
    public async Task Retained_only_ends_in_a_stream_of_live_messages_too_and_prints_none_of_them()
    {
        await using var broker = await FilledAsync(3);
        await using var publisher = App.Publisher("-b", broker.Address, "-t", "r/live", "-l");
        var feeding = Feed.SteadilyAsync(publisher, int.MaxValue / 2, blocksInASecond: 100);

        var result = await App.SubscribeAsync("-b", broker.Address, "-t", "r/#", "--retained-only", "-v");

        Assert.Equal(
            (0, "r/1 1\nr/2 2\nr/3 3\n"), (
                result.Code, string.Concat(
                    result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().Select(
                        line => line + '\n'))));
        publisher.Signal("KILL");
        await feeding;
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task More_removals_than_there_are_packet_identifiers_outlast_a_reset_of_the_connection()
    {
        const int count = 66_000;
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Start(
            "bash", ["-c", "exec \"$0\" \"$@\" > /dev/null", Executables.Subscriber,
            "-b", broker.Address, "-t", "x/#", "-M", "65535", "-c", "-i", "me", "--remove-retained", "-C", $"{count}"]);
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        await first.GrantAsync(MqttSubscribeReasonCode.GrantedQoS0);
        var message = new MqttPublishPacket { Topic = "x/1", Retain = true, PayloadSegment = new byte[1] };
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < count; i++)
                {
                    await first.SendAsync(message);
                }
            },
            TestContext.Current.CancellationToken);
        var removed = new HashSet<ushort>();
        while (removed.Count < 65_535 - 256)
        {
            removed.Add((await first.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier);
        }

        await sending;
        first.Cut();
        var second = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.IsSessionPresent = true);
        await second.GrantAsync(MqttSubscribeReasonCode.GrantedQoS0);
        for (var i = 0; i < count; i++)
        {
            var identifier = (await second.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier;
            await second.SendAsync(new MqttPubAckPacket { PacketIdentifier = identifier });
        }

        var result = await subscriber.ExitAsync();
        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Contains("the connection was lost", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R_leaves_retained_messages_out_and_they_do_not_count()
    {
        await using var broker = await FilledAsync(3);
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "r/#", "-R", "-C", "1");

        (await App.PublishAsync(["-b", broker.Address, "-t", "r/1", "-m", "live"])).ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "live\n"), (result.Code, result.Out));
    }

    [Theory]
    [InlineData]
    [InlineData("-R", "-W", "4")]
    [InlineData("--exec", "cat", "--jobs", "3")]
    [InlineData("--retain-as-published")]
    public async Task Remove_retained_makes_the_broker_forget_what_came_but_not_what_was_filtered_out(
        params string[] options)
    {
        // More than may be unacknowledged at once.
        await using var broker = await FilledAsync(400);
        var result = await App.SubscribeAsync(
            [
                "-b", broker.Address, "-t", "r/#", "-q", "1", "-T", "r/7", "--remove-retained",
                .. options.Contains("-R") ? options : ["--retained-only", .. options]
            ]);

        // What -R shows are our own removals, which come as live messages.
        Assert.Equal(
            (options.Contains("-R") ? 27 : 0, options.Contains("-R")),
            (result.Code, result.Out.Trim('\n').Length == 0));
        Assert.Equal(
            "r/7 7\n", (await App.SubscribeAsync("-b", broker.Address, "-t", "r/#", "--retained-only", "-v")).Out);
    }

    [Fact]
    public async Task Retained_only_waits_for_commands_that_take_longer_than_its_patience()
    {
        await using var broker = await FilledAsync(3);

        var result = await App.SubscribeAsync(
            "-b", broker.Address, "-t", "r/#", "-q", "1", "-M", "1", "--retained-only", "--shell", "--exec",
            "sleep 0.8; cat");

        Assert.Equal((0, "123"), (result.Code, string.Concat(result.Out.Order())));
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Retained_only_waits_for_a_link_that_is_slower_than_its_patience()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "-q", "2", "--retained-only");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync(MqttSubscribeReasonCode.GrantedQoS2);
        for (ushort identifier = 1; identifier <= 3; identifier++)
        {
            await connection.SendAsync(new MqttPublishPacket
            {
                Topic = "t",
                PayloadSegment = new([(byte)('0' + identifier)]),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.ExactlyOnce,
                PacketIdentifier = identifier,
                Retain = true,
            });
            // The link: everything arrives late, and in its order.
            while (await AnswerAsync(connection) is not MqttPubCompPacket)
            {
                await Task.Delay(700, TestContext.Current.CancellationToken);
            }
        }

        while (await AnswerAsync(connection) is not (null or MqttDisconnectPacket))
        {
            // It asks until all is quiet.
        }

        connection.Close();
        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "1\n2\n3\n"), (result.Code, result.Out));
    }

    static async Task<MqttPacket?> AnswerAsync(ScriptedConnection connection)
    {
        var packet = await connection.ReceiveAsync();
        switch (packet)
        {
            case MqttPingReqPacket:
                await connection.SendAsync(MqttPingRespPacket.Instance);
                break;
            case MqttPubRecPacket received:
                await connection.SendAsync(new MqttPubRelPacket { PacketIdentifier = received.PacketIdentifier });
                break;
        }

        return packet;
    }

    [Fact]
    public async Task A_removal_that_waits_when_the_end_comes_does_not_make_what_was_written_come_again()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-t", "t", "-q", "1", "--remove-retained", "--drain-timeout", "3", "-i", "me", "-c");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.ReceiveMaximum = 1);
        await connection.ReceiveAsync<MqttSubscribePacket>();
        // Both in one block: PUBLISH with QoS 1 and retain.
        await connection.SendAsync(
            [0x33, 7, 0, 1, (byte)'t', 0, 1, 0, (byte)'a', 0x33, 7, 0, 1, (byte)'t', 0, 2, 0, (byte)'b']);
        await connection.ReceiveAsync<MqttPublishPacket>();
        await Until.TrueAsync(() => subscriber.OutputSoFar.Length == 4, "what was written");

        subscriber.Signal("INT");

        Assert.Equal(1, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        Assert.Equal(2, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();
        var result = await subscriber.ExitAsync();
        Assert.Equal((6, "a\nb\n"), (result.Code, result.Out));
        Assert.Contains(
            "error: 1 of the messages published here may not have arrived: the broker has not acknowledged them within "
            + "3 s",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retained_message_whose_command_failed_stays_with_the_broker()
    {
        await using var broker = await FilledAsync(2);

        var result = await App.SubscribeAsync(
            "-b", broker.Address, "-t", "r/#", "-q", "1", "--retained-only", "--remove-retained", "--on-error", "skip",
            "--shell", "--exec", "read x; test $x = 1");

        Assert.Equal(0, result.Code);
        Assert.Equal(
            "r/2 2\n", (await App.SubscribeAsync("-b", broker.Address, "-t", "r/#", "--retained-only", "-v")).Out);
    }

    [Fact]
    public async Task A_removal_that_the_broker_refuses_ends_with_5()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartWithListenerAsync(
            $"acl_file {folder.File("acl", "topic read $SYS/#\n")}");
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-t", "$SYS/broker/version", "--remove-retained", "-C", "1");

        var result = await subscriber.ExitAsync();

        Assert.Equal((int)ExitCode.Denied, result.Code);
        Assert.Contains("was not published: not authorized", result.Error, StringComparison.Ordinal);
    }

    /// <summary>With retained messages 1, 2, 3... on r/1, r/2, r/3...</summary>
    static async Task<Mosquitto> FilledAsync(int count)
    {
        var broker = await Mosquitto.StartAsync();
        await using var client = await MqttClientConnection.ConnectAsync(broker.Port);
        for (var number = 1; number <= count; number++)
        {
            await client.RetainAsync($"r/{number}", $"{number}");
        }

        return broker;
    }
}
