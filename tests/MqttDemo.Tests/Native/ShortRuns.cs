namespace MqttDemo.Tests.Native;

/// <summary>Of the native programs only: others have threads of their runtime.</summary>
public sealed class ShortRuns
{
    /// <summary>Where the machine is busy, a broker may take longer than a moment.</summary>
    const int Tries = 50;

    [Fact]
    public async Task A_single_message_needs_four_threads_at_most() =>
        await ShouldCreateAsync(4, Executables.Publisher, "-m", "x");

    [Fact]
    public async Task A_subscription_that_is_only_made_needs_five_threads_at_most() =>
        await ShouldCreateAsync(5, Executables.Subscriber, "-E", "--quiet");

    static async Task ShouldCreateAsync(int threads, string program, params string[] args)
    {
        Assert.SkipWhen(File.Exists($"{program}.dll"), "MQTTDEMO_BIN names no native programs");
        var strace = Executables.Installed("strace");
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        var least = int.MaxValue;
        for (var i = 0; i < Tries && least > threads; i++)
        {
            var calls = folder.File($"calls{i}");
            await using var app = App.Start(
                strace,
                [
                    "-f", "-qq", "-e", "trace=clone,clone3", "-o", calls,
                    program, "-b", $"127.0.0.1:{broker.Port}", "-t", "t", .. args,
                ]);
            (await app.ExitAsync()).ShouldBeSilentSuccess();
            var lines = await File.ReadAllLinesAsync(calls, TestContext.Current.CancellationToken);
            least = Math.Min(least, lines.Count(line => line.Contains("CLONE_THREAD", StringComparison.Ordinal)));
        }

        Assert.InRange(least, 1, threads);
    }
}
