using System.Diagnostics;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>A broker at a path.</summary>
public sealed class UnixSockets
{
    [Fact]
    public async Task A_stream_goes_through_in_order_and_whole_however_the_path_is_given()
    {
        const int count = 20_000;
        await using var broker = await Mosquitto.StartUnixSocketAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.SocketPath, "-t", "numbers", "-q", "2", "-C", $"{count}");

        (await App.PublishAsync(["--unix", broker.SocketPath, "-t", "numbers", "-q", "2", "-l"], Lines.Sequence(count)))
            .ShouldBeSilentSuccess();
        Lines.ShouldBeEqual(Lines.Sequence(count), (await subscriber.ExitAsync()).Bytes);
        (await App.PublishAsync(["-L", $"unix://{broker.SocketPath}", "-t", "t", "-m", "x"])).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_path_may_be_relative_and_have_blanks_and_commas_in_it()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartUnixSocketAsync();
        File.CreateSymbolicLink(folder.File("a, b%20.sock"), broker.SocketPath);
        await using var publisher = App.Start(
            Executables.Publisher, ["--unix", "a, b%20.sock", "-t", "t", "-m", "x", "-q", "1"], folder: folder.Path);

        (await publisher.FinishAsync()).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_proxy_is_not_used()
    {
        await using var broker = await Mosquitto.StartUnixSocketAsync();

        (await App.PublishAsync(
            ["--unix", broker.SocketPath, "-t", "t", "-m", "x"], environment: new Dictionary<string,
            string>
            { ["ALL_PROXY"] = "http://localhost:1" }))
                .ShouldBeSilentSuccess();
    }

    [Theory]
    [InlineData("TLS with its certificates", "--tls")]
    [InlineData("TLS with its certificates", "--cafile", "/no/such/file")]
    [InlineData("the address to connect from (-A)", "-A", "127.0.0.1")]
    [InlineData("a proxy (--proxy)", "--proxy", "http://localhost:1")]
    public async Task What_is_for_a_network_is_reported_to_have_no_effect(string what, params string[] options) =>
        (await InProcess.PublishAsync(["--unix", "/tmp/x", "-m", "x", .. options])).ShouldFail(
            ExitCode.Usage, $"/tmp/x is a unix socket, for which {what} has no effect");

    [Fact]
    [Trait("Length", "long")]
    public async Task A_path_where_nobody_listens_is_reported()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("file", "no socket");
        var tooLong = "/tmp/" + new string('x', 103);

        (await App.PublishAsync(["--unix", "/no/such/socket"])).ShouldFail(
            ExitCode.Unreachable, "there is no socket /no/such/socket",
            "hint: is the broker running, and is this the path of its listener?");
        (await App.PublishAsync(["--unix", file])).ShouldFail(
            ExitCode.Unreachable, $"no broker answers at {file} (connection refused)");
        (await App.PublishAsync(["--unix", tooLong])).ShouldFail(
            ExitCode.Usage, "the path of a unix socket has at most 107 bytes");
        (await App.PublishAsync(["--unix", file, "-h", "localhost"])).ShouldFail(
            ExitCode.Usage, "--broker and --unix cannot be used together");
        (await App.PublishAsync(["--unix", ""])).ShouldFail(ExitCode.Usage, "the path of --unix is empty");
    }

    [Fact]
    public async Task A_message_may_take_longer_than_the_keep_alive_as_long_as_the_broker_reads()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        // 320 KB a second: 10 s for the message, and the broker answers PINGREQ and PUBLISH when it has come to them.
        await using var relay = new PathRelay(
            folder.File("slow.sock"), broker.Port, async (bytes, target, cancellationToken) =>
        {
            await target.WriteAsync(bytes, cancellationToken);
            await Task.Delay(50, cancellationToken);
        });
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-q", "1", "-C", "1");

        var result = await App.PublishAsync(
            [
                "--unix", relay.Path, "-k", "1", "-t", "t", "-q", "1", "-f",
                folder.File("large", new string('x', 3_200_000))
            ]);

        result.ShouldBeSilentSuccess();
        Assert.Equal(3_200_001, (await subscriber.ExitAsync()).Bytes.Length);
        Assert.Equal(1, relay.Connections);
    }

    [Fact]
    public async Task A_broker_that_stops_reading_is_noticed_within_one_and_a_half_keep_alive_periods()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        var silentSince = 0L;
        await using var relay = new PathRelay(
            folder.File("hung.sock"), broker.Port, async (bytes, target, cancellationToken) =>
        {
            await target.WriteAsync(bytes, cancellationToken);
            if (bytes.Length == PathRelay.BlockSize
                && Interlocked.CompareExchange(ref silentSince, Stopwatch.GetTimestamp(), 0) == 0)
            {
                // In the middle of the message, forever.
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        });
        await using var publisher = App.Publisher(
            "--unix", relay.Path, "-k", "2", "-t", "t", "-q", "1", "-f",
            folder.File("large", new string('x', 3_200_000)));

        await publisher.UntilErrorContainsAsync("silent for 3 s");

        Assert.InRange(Stopwatch.GetElapsedTime(silentSince).TotalSeconds, 1, 5);
        Assert.Equal(0, (await publisher.ExitAsync()).Code);
        Assert.Equal(2, relay.Connections);
    }
}
