namespace MqttDemo.Tests.EndToEnd;

/// <summary>-w, in a terminal and elsewhere.</summary>
public sealed class Watching
{
    [Fact]
    public async Task Without_a_terminal_it_writes_as_without_the_option()
    {
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "kept", "-m", "value", "-r", "-q", "1"]))
            .ShouldBeSilentSuccess();

        var result = await App.SubscribeAsync("-b", broker.Address, "-t", "#", "-w", "-v", "-C", "1");

        Assert.Equal((0, "kept value\n"), (result.Code, result.Out));
    }

    [Fact]
    public async Task In_a_terminal_a_table_shows_the_last_message_of_each_topic_and_the_screen_is_given_back()
    {
        await using var broker = await Mosquitto.StartAsync();
        foreach (
            var (topic, payload) in ((string, string)[])[
                ("first", "one"), ("second", "two\u001b[2J"), ("first", "three")])
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", topic, "-m", payload, "-r", "-q", "1"]))
                .ShouldBeSilentSuccess();
        }

        // script gives it a terminal. With exec, for a shell that waits takes the Ctrl-C for its own too (dash does).
        await using var terminal = App.Start(
            Executables.Installed("script"), [
                "-qec", $"stty rows 20 cols 80; exec '{Executables.Subscriber}' -b {broker.Address} -t '#' -w",
                "/dev/null"]);
        await Until.TrueAsync(
            () => Shown(terminal).Contains("three", StringComparison.Ordinal)
                && Shown(terminal).Contains("second", StringComparison.Ordinal), "the table");
        await terminal.TypeAsync("\u0003");
        var result = await terminal.ExitAsync();

        Assert.Equal(0, result.Code);
        Assert.Contains("\u001b[?1049h", result.Out, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?1049l", result.Out.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("two\\x1b[2J", result.Out, StringComparison.Ordinal);
    }

    static string Shown(App app) => System.Text.Encoding.UTF8.GetString(app.OutputSoFar);
}
