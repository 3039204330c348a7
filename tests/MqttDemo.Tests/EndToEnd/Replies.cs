using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>--exec --reply: what the command writes is the answer.</summary>
public sealed class Replies
{
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Mosquittos_requester_gets_what_the_command_writes(string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "requests", "-q", qos, "-C", "1", "--reply", "--exec", "tr a-z A-Z");
        await using var requester = App.Start(
            Executables.Installed("mosquitto_rr"),
            ["-p", $"{broker.Port}", "-t", "requests", "-e", "answers", "-q", qos, "-m", "hello", "-W", "60"]);

        Assert.Equal((0, "HELLO\n"), ((await requester.ExitAsync()).Code, (await requester.ExitAsync()).Out));
        var result = await subscriber.ExitAsync();
        Assert.Equal(
            (0, "", $"Connected to {broker.Address}: Success\nSubscribed to requests\n"),
            (result.Code, result.Out, result.Error));
    }

    [Theory]
    [InlineData("echo 25", "25")]
    [InlineData("printf 'two\\nlines\\n\\n'", "two\nlines\n")]
    [InlineData("printf 'dos\\r\\n'", "dos\r")]
    [InlineData("printf none", "none")]
    [InlineData("echo", "")]
    public async Task One_line_end_at_the_end_of_what_the_command_writes_is_no_part_of_the_answer(
        string command, string answer)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "requests", "-C", "1", "--reply", "--exec", command, "--shell");

        var reply = await App.PublishAsync(
            ["request", "-b", broker.Address, "-t", "requests", "-m", "?", "--raw", "-W", "60"]);

        Assert.Equal((0, answer, ""), (reply.Code, reply.Out, reply.Error));
        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
    }

    [Fact]
    public async Task An_answer_carries_the_correlation_data_of_its_request()
    {
        await using var broker = await Mosquitto.StartAsync("log_type all");
        await using var answers = App.Start(
            Executables.Installed("mosquitto_sub"),
            ["-p", $"{broker.Port}", "-V", "5", "-t", "answers", "-q", "1", "-C", "3", "-F", "%D %q %p"]);
        await Until.TrueAsync(
            () => broker.Log.Contains("Sending SUBACK", StringComparison.Ordinal), "mosquitto_sub's subscription");
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "requests", "-q", "1", "-C", "3", "--jobs", "3", "--reply", "--exec", "cat");
        await using (var client = await MqttClientConnection.ConnectAsync(broker.Port))
        {
            for (var i = 1; i <= 3; i++)
            {
                await client.PublishAsync(
                    "requests", $"request {i}",
                    new(ResponseTopic: "answers", CorrelationData: System.Text.Encoding.UTF8.GetBytes($"id-{i}")));
            }
        }

        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
        var lines = (await answers.ExitAsync()).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order();
        Assert.Equal(["id-1 1 request 1", "id-2 1 request 2", "id-3 1 request 3"], lines);
    }

    [Fact]
    public async Task A_message_without_a_response_topic_or_with_one_that_is_none_is_warned_about_and_acknowledged()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "requests", "-q", "1", "-C", "1", "--reply", "--exec", "cat");

        (await App.PublishAsync(["-b", broker.Address, "-t", "requests", "-q", "1", "-m", "lonely"]))
            .ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();
        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Contains(
            "warning: a message of requests has no response topic: there is nobody to reply to", result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_command_leaves_running_holds_up_neither_the_answer_nor_the_next_message()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        await using var answers = await App.SubscribedAsync("-b", broker.Address, "-t", "answers", "-C", "2");
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "requests", "-C", "2", "--reply", "--shell", "--exec",
            // It ends with the folder, however the test ends.
            $"(while test -d '{folder.Path}'; do sleep 0.05; done) 2> /dev/null & cat");
        await using (var client = await MqttClientConnection.ConnectAsync(broker.Port))
        {
            await client.PublishAsync("requests", "1", new(ResponseTopic: "answers"));
            await client.PublishAsync("requests", "2", new(ResponseTopic: "answers"));
        }

        Assert.Equal("1\n2\n", (await answers.ExitAsync()).Out);
        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
    }

    [Fact]
    public async Task A_broker_that_confirms_no_answer_does_not_hold_up_the_end_forever()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-t", "t", "-q", "1", "-C", "2", "--drain-timeout", "1", "--reply", "--exec", "cat");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.ReceiveMaximum = 1);
        await connection.GrantAsync(MqttSubscribeReasonCode.GrantedQoS1);
        for (ushort identifier = 1; identifier <= 2; identifier++)
        {
            await connection.SendAsync(new MqttPublishPacket
            {
                Topic = "t",
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                PacketIdentifier = identifier,
                ResponseTopic = "answers",
            });
        }

        await connection.ReceiveAsync<MqttPublishPacket>();
        Assert.Equal(1, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        var result = await subscriber.ExitAsync();
        Assert.Equal((int)ExitCode.ConnectionLost, result.Code);
        Assert.Contains(
            "warning: the answer to a message of t is not sent, and the message not acknowledged: the broker has not "
            + "answered for 1 s\n",
            result.Error, StringComparison.Ordinal);
        Assert.Contains(
            "error: 1 of the messages published here may not have arrived: the broker has not acknowledged them within "
            + "1 s\n",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_requests_than_may_be_unacknowledged_are_all_answered()
    {
        const int requests = 600;
        await using var broker = await Mosquitto.StartAsync();
        await using var answers = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "answers", "-q", "1", "-C", $"{requests}");
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "requests", "-q", "1", "-M", "50", "-C", $"{requests}", "--jobs", "20",
            "--reply", "--exec", "cat");
        await using (var client = await MqttClientConnection.ConnectAsync(broker.Port))
        {
            for (var i = 1; i <= requests; i++)
            {
                await client.PublishAsync("requests", $"{i}", new(ResponseTopic: "answers"));
            }
        }

        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
        var lines = (await answers.ExitAsync()).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(1, requests).Select(i => $"{i}").Order(), lines.Order());
    }
}
