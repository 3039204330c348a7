namespace MqttDemo.Tests.EndToEnd;

/// <summary>A file that is a terminal.</summary>
public sealed class TerminalFiles
{
    [Theory]
    [InlineData("/dev/tty")]
    [InlineData("/dev/stdout")]
    public async Task A_message_that_is_written_to_a_terminal_by_its_name_cannot_drive_it(string file)
    {
        await using var broker = await Mosquitto.StartAsync();
        // script(1) gives the command a terminal, and passes on what is shown there.
        await using var terminal = App.Start(
            Executables.Installed("script"),
            ["-qec", $"'{Executables.Subscriber}' -b {broker.Address} -t t -C 1 -v --output {file}", "/dev/null"]);
        await Until.TrueAsync(
            () => System.Text.Encoding.UTF8.GetString(terminal.OutputSoFar)
                .Contains("Subscribed to", StringComparison.Ordinal), "the subscription");

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "\u001b[31mred"])).ShouldBeSilentSuccess();

        var result = await terminal.ExitAsync();
        Assert.Equal(0, result.Code);
        Assert.Contains("t \\x1b[31mred", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    // Input and errors are the terminal's, too.
    [InlineData("'{0}' -b {1} -t t -C 1 -W 1", 27)]
    [InlineData("'{0}' -b nowhere.invalid -t t", 3)]
    [InlineData("echo x | '{2}' -b {1} -t t -l --stats", 0)]
    [InlineData("'{2}' -b {1} -t t -m x -q 1 --stats", 0)]
    public async Task Nothing_but_text_is_shown_in_a_terminal(string command, int code)
    {
        await using var broker = await Mosquitto.StartAsync();
        var line = string.Format(
            System.Globalization.CultureInfo.InvariantCulture, command, Executables.Subscriber, broker.Address,
            Executables.Publisher);
        await using var terminal = App.Start(
            Executables.Installed("script"), ["-qec", line, "/dev/null"], environment: new Dictionary<string,
            string>
            { ["TERM"] = "xterm" });

        var result = await terminal.ExitAsync();

        Assert.Equal(code, result.Code);
        Assert.NotEmpty(result.Out);
        Assert.DoesNotContain('\e', result.Out);
    }
}
