namespace MqttDemo.Tests.EndToEnd;

/// <summary>The subscriber, then the publisher, and "Hello MQTT" arrives.</summary>
public sealed class FirstMinute
{
    [Fact]
    public async Task Hello_MQTT_arrives_with_nothing_but_the_two_programs()
    {
        var broker = $"embedded:{Ports.Free()}";
        await using var subscriber = await App.SubscribedAsync("--broker", broker, "-C", "1");

        var published = await App.PublishAsync(["--broker", broker]);
        var received = await subscriber.ExitAsync();

        Assert.Equal(
            (0, "", "Published \"Hello MQTT\" to ssremex_test/topic (message and topic of config.json)\n"),
            (published.Code, published.Out, published.Error));
        var address = broker.Replace("embedded", "localhost", StringComparison.Ordinal);
        Assert.Equal(
            (0, "Hello MQTT\n",
                $"No broker answers at {address}: serving one here, on loopback only, until this program ends\n"
                + $"Connected to {address}: Success\nSubscribed to ssremex_test/topic\n"),
            (received.Code, received.Out, received.Error));
    }

    [Fact]
    public async Task A_publisher_may_finish_when_the_subscriber_that_serves_the_broker_is_done()
    {
        var broker = $"embedded:{Ports.Free()}";
        await using var subscriber = await App.SubscribedAsync("--broker", broker, "-C", "1");
        await using var publisher = App.Publisher(["--broker", broker, "-l"]);
        await publisher.TypeAsync("only one\n");
        await Until.TrueAsync(() => subscriber.OutputSoFar.Length > 0, "the message");

        Assert.Equal(
            (0, "Publishing to ssremex_test/topic (topic of config.json)\n"),
            ((await publisher.FinishAsync([])).Code, publisher.Error));

        Assert.Equal((0, "only one\n"), ((await subscriber.ExitAsync()).Code, (await subscriber.ExitAsync()).Out));
    }

    [Fact]
    public async Task Format_sentence_is_what_a_terminal_shows()
    {
        var broker = $"embedded:{Ports.Free()}";
        await using var subscriber = await App.SubscribedAsync("--broker", broker, "-C", "1", "--format", "sentence");

        await App.PublishAsync(["--broker", broker]);

        Assert.Equal("Received message: Hello MQTT, topic: ssremex_test/topic\n", (await subscriber.ExitAsync()).Out);
    }

    [Fact]
    public async Task The_publisher_alone_says_to_start_the_subscriber_first()
    {
        var result = await App.PublishAsync(["--broker", $"embedded:{Ports.Free()}"]);

        result.ShouldFail(ExitCode.Unreachable, "connection refused", "hint: start the subscriber first");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-?")]
    public async Task Help_goes_to_stdout_and_fits_80_columns(string flag)
    {
        foreach (var result in (AppResult[])[await App.PublishAsync([flag]), await App.SubscribeAsync(flag)])
        {
            Assert.Equal((0, ""), (result.Code, result.Error));
            Assert.Contains("Examples:", result.Out, StringComparison.Ordinal);
            Assert.Contains("-t, --topic", result.Out, StringComparison.Ordinal);
            Assert.All(result.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        }
    }

    [Fact]
    public async Task Version_goes_to_stdout()
    {
        var result = await App.PublishAsync(["--version"]);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+(-[0-9a-z.]+)?\n$", result.Out);
    }

    [Fact]
    public async Task With_debug_the_version_has_what_a_report_of_a_fault_needs()
    {
        var version = await App.SubscribeAsync("--version");
        var result = await App.SubscribeAsync("--version", "--debug");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.StartsWith(version.Out, result.Out, StringComparison.Ordinal);
        Assert.Matches(@"^.+\ncommit (unknown|[0-9a-f]{40})\n\.NET 10[^,]*, [a-z0-9-]+, .+\n$", result.Out);
    }

    [Fact]
    public async Task Mosquitto_clients_can_use_the_embedded_broker_on_3_1_1_and_5()
    {
        var port = Ports.Free();
        await using var subscriber = await App.SubscribedAsync(
            "-b", $"embedded:{port}", "-t", "t", "-q", "2", "-C", "4");
        foreach (var version in (string[])["311", "5"])
        {
            string[] shared = ["-h", "127.0.0.1", "-p", $"{port}", "-V", version, "-t", "t", "-q", "1"];
            await using (
                var publisher = App.Start(
                    Executables.Installed("mosquitto_pub"), [.. shared, "-r", "-m", $"from {version}"]))
            {
                Assert.Equal(0, (await publisher.ExitAsync()).Code);
            }

            // Retained, so it need not be known when the subscription stands.
            await using var theirs = App.Start(Executables.Installed("mosquitto_sub"), [.. shared, "-C", "1"]);
            Assert.Equal((0, $"from {version}\n"), ((await theirs.ExitAsync()).Code, (await theirs.ExitAsync()).Out));
            (await App.PublishAsync([.. shared, "-m", $"ours {version}"])).ShouldBeSilentSuccess();
        }

        Assert.Equal("from 311\nours 311\nfrom 5\nours 5\n", (await subscriber.ExitAsync()).Out);
    }
}
