namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// --quiet leaves out that all is well and what could be done better, and nothing of what is lost or went wrong.
/// </summary>
public sealed class Quiet
{
    [Fact]
    public async Task Notes_are_left_out()
    {
        await using var broker = await Mosquitto.StartAsync();
        using var folder = new TemporaryFolder();
        var config = folder.File("config.json", """{ "username": "me", "password": "secret" }""");

        var result = await App.SubscribeAsync("-b", broker.Address, "-t", "t", "-E", "--quiet", "--config", config);
        var summary = await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x", "--stats", "--quiet"]);

        Assert.Equal((0, "", ""), (result.Code, result.Out, result.Error));
        Assert.Equal((0, "", ""), (summary.Code, summary.Out, summary.Error));
    }

    [Fact]
    public async Task A_session_that_the_broker_has_lost_is_reported()
    {
        await using var broker = await Mosquitto.StartAsync("log_type subscribe");
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "-C", "1", "--quiet");
        await Until.TrueAsync(() => broker.Log.Contains(" 0 t", StringComparison.Ordinal), "the subscription");
        await broker.KillAsync();
        await broker.RunAsync();

        await subscriber.UntilErrorContainsAsync(
            "warning: the broker has started a new session: what was published meanwhile is gone");

        Assert.Contains("subscriber: warning: the connection was lost: ", subscriber.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Connected to", subscriber.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_refused_is_counted_and_reported()
    {
        await using var broker = await Mosquitto.StartForbiddingAsync();

        var result = await App.PublishAsync(
            ["-b", broker.Address, "-t", "forbidden", "-q", "1", "-m", "x", "-V", "5", "--quiet"]);

        result.ShouldFail(
            ExitCode.Denied, "message 1 was not published", "0 sent, 0 acknowledged, 1 refused, 0 unfinished");
    }
}
