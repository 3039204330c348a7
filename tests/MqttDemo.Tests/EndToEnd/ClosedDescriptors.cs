namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// The parent of a program may have closed its standard streams: what opens next must not be taken for one of them.
/// </summary>
public sealed class ClosedDescriptors
{
    [Theory]
    [InlineData("<&-")]
    [InlineData("2>&-")]
    [InlineData("<&- 2>&-")]
    [InlineData("2>/dev/full")]
    public async Task What_is_not_needed_may_be_closed_or_full(string closing)
    {
        await using var broker = await Mosquitto.StartAsync();

        var published = await ShellAsync($"{Executables.Publisher} -b {broker.Address} -t t -m x -r --stats {closing}");
        var received = await ShellAsync($"{Executables.Subscriber} -b {broker.Address} -t t -C 1 {closing}");

        Assert.Equal((0, "", 0, "x\n"), (published.Code, published.Out, received.Code, received.Out));
        Assert.Equal(closing == "<&-", received.Error.Contains("Subscribed to t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_error_that_cannot_be_said_keeps_its_exit_code() =>
        Assert.Equal(2, (await ShellAsync($"{Executables.Publisher} -q 5 2>/dev/full")).Code);

    [Fact]
    public async Task What_cannot_be_written_because_the_output_is_closed_is_not_acknowledged()
    {
        await using var broker = await Mosquitto.StartAsync();
        var subscriber = $"{Executables.Subscriber} -b {broker.Address} -t t -q 1 -c -i me -C 1";
        Assert.Equal(
            0, (await App.SubscribeAsync("-b", broker.Address, "-t", "t", "-q", "1", "-c", "-i", "me", "-E")).Code);
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-m", "x"])).ShouldBeSilentSuccess();

        (await ShellAsync($"{subscriber} >&-")).ShouldFail(ExitCode.InputOutput, "the output cannot be written");

        Assert.Equal("x\n", (await ShellAsync(subscriber)).Out);
    }

    static async Task<AppResult> ShellAsync(string command)
    {
        await using var shell = App.Start("/bin/sh", ["-c", $"exec {command}"]);
        return await shell.FinishAsync();
    }
}
