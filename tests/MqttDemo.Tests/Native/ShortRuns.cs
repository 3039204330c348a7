using MQTTnet.Packets;

namespace MqttDemo.Tests.Native;

/// <summary>Of the native programs only: others have threads of their runtime.</summary>
public sealed class ShortRuns
{
    /// <summary>Where the machine is busy, a broker may take longer than a moment.</summary>
    const int Tries = 50;

    /// <summary>The one that finalizes, and the one that waits for signals.</summary>
    const int OfNet = 2;

    [Theory]
    [InlineData("127.0.0.1", "0")]
    [InlineData("127.0.0.1", "2")]
    [InlineData("localhost", "1")]
    public async Task A_single_message_needs_no_thread_but_those_of_NET(string host, string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        var least = await LeastAsync(
            OfNet, "", Executables.Publisher, "-b", $"{host}:{broker.Port}", "-t", "t", "-m", "x", "-q", qos);

        Assert.InRange(least, 1, OfNet);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_subscription_that_is_only_made_needs_no_thread_but_those_of_NET(string host)
    {
        await using var broker = await Mosquitto.StartAsync();
        var least = await LeastAsync(
            OfNet, "", Executables.Subscriber, "-b", $"{host}:{broker.Port}", "-t", "t", "-E", "--quiet");

        Assert.InRange(least, 1, OfNet);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_message_that_is_retained_needs_one_thread_more(string host)
    {
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-r", "-m", "x"])).ShouldBeSilentSuccess();
        var least = await LeastAsync(
            OfNet + 1, "x\n", Executables.Subscriber, "-b", $"{host}:{broker.Port}", "-t", "t", "-C", "1", "--quiet");

        Assert.InRange(least, 1, OfNet + 1);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_request_that_is_answered_at_once_needs_one_thread_more(string host)
    {
        await using var broker = await Mosquitto.StartAsync();
        using var responder = await RawClient.ConnectAsync(broker.Port, "responder");
        await responder.SubscribeAsync("t", 0);
        var answering = AnswerAsync(responder);
        var least = await LeastAsync(
            OfNet + 1, "x\n", Executables.Publisher, "request", "-b", $"{host}:{broker.Port}", "-t", "t", "-m", "x");

        responder.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => answering);
        Assert.InRange(least, 1, OfNet + 1);
    }

    [Fact]
    public async Task Lines_of_a_file_need_one_thread_to_open_it_and_one_to_read_them()
    {
        await using var broker = await Mosquitto.StartAsync();
        using var folder = new TemporaryFolder();
        var lines = folder.File("lines");
        await File.WriteAllTextAsync(lines, "a\nb\n", TestContext.Current.CancellationToken);
        var least = await LeastAsync(
            OfNet + 2, "", Executables.Publisher, "-b", broker.Address, "-t", "t", "-l", "-f", lines);

        Assert.InRange(least, 1, OfNet + 2);
    }

    static async Task AnswerAsync(RawClient responder)
    {
        while (true)
        {
            var request = await responder.ReceiveAsync<MqttPublishPacket>();
            await responder.PublishAsync(
                request.ResponseTopic, RawClient.Payload(request),
                change: answer => answer.CorrelationData = request.CorrelationData);
        }
    }

    /// <summary>How many threads were created, at the best of several tries.</summary>
    static async Task<int> LeastAsync(int wanted, string output, string program, params string[] args)
    {
        Assert.SkipWhen(File.Exists($"{program}.dll"), "MQTTDEMO_BIN names no native programs");
        var strace = Executables.Installed("strace");
        using var folder = new TemporaryFolder();
        var least = int.MaxValue;
        for (var i = 0; i < Tries && least > wanted; i++)
        {
            var calls = folder.File($"calls{i}");
            await using var app = App.Start(
                strace, ["-f", "-qq", "-e", "trace=clone,clone3", "-o", calls, program, .. args]);
            var result = await app.ExitAsync();
            Assert.Equal((0, output, ""), (result.Code, result.Out, result.Error));
            var lines = await File.ReadAllLinesAsync(calls, TestContext.Current.CancellationToken);
            least = Math.Min(least, lines.Count(line => line.Contains("CLONE_THREAD", StringComparison.Ordinal)));
        }

        return least;
    }
}
