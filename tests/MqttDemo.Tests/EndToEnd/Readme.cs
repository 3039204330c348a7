using System.Text.RegularExpressions;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>Every command of README.md that publishes or subscribes is run, as it stands there.</summary>
public sealed partial class Readme
{
    public static TheoryData<string> Commands =>
        [.. CommandsOf(File.ReadAllText(Path.Combine(Executables.Repository, "README.md")))];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_of_the_README_works(string command)
    {
        using var folder = new TemporaryFolder();
        folder.File("README.md", "# Readme");
        Directory.CreateDirectory(folder.File("src"));
        folder.File("src/a file.cs", "class File;");
        folder.File("day.jsonl", """
            {"tst":"2026-11-25T10:00:00.000000+0000","topic":"sensor/a","payload":"1"}
            {"tst":"2026-11-25T10:00:01.000000+0000","topic":"sensor/a","payload":"2"}

            """);
        File.SetUnixFileMode(
            folder.File("work.sh", "#!/bin/sh\ncat\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await using var broker = await ServedBroker.StartAsync();
        var port = broker.Port;
        using var all = await broker.ConnectAsync("all");
        await all.PublishAsync("door/state", "open", 0, change: packet => packet.Retain = true);
        await all.SubscribeAsync("#", 0);
        Assert.Equal("open", await all.PayloadAsync());
        await using var answering = command.Contains(" request ", StringComparison.Ordinal)
            ? await App.SubscribedAsync("-b", broker.Address, "-t", "clock", "--exec", "date", "--reply")
            : null;
        await using var run = App.Start(
            "bash", ["-c", Prepared(command, port)], folder: folder.Path, environment: new Dictionary<string,
            string>
            { ["MQTT_BROKER"] = $"embedded:{port}" });
        var publishes = command.Contains("publisher", StringComparison.OrdinalIgnoreCase)
            && !command.StartsWith("subscriber", StringComparison.Ordinal);
        if (publishes
            || command.Contains("-C 1", StringComparison.Ordinal)
            || command.Contains("--retained-only", StringComparison.Ordinal))
        {
            var result = await run.ExitAsync();
            Assert.True(result.Code == 0, $"{command} ended with {result.Code}: {result.Error}");
            if (result.Out.Length == 0)
            {
                await all.ReceiveAsync<MqttPublishPacket>();
            }

            return;
        }

        await run.UntilErrorContainsAsync("Subscribed to");
        run.Signal("INT");
        Assert.Equal(0, (await run.ExitAsync()).Code);
    }

    [Fact]
    public async Task The_two_commands_of_the_first_minute_print_what_the_README_shows()
    {
        var text = await File.ReadAllTextAsync(
            Path.Combine(Executables.Repository, "README.md"), TestContext.Current.CancellationToken);
        var port = Ports.Free();
        var environment = new Dictionary<string, string> { ["MQTT_BROKER"] = $"embedded:{port}" };
        await using var subscriber = DotnetRun("MqttDemo.Subscriber", environment, "-C", "1", "--format", "sentence");
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        await using var publisher = DotnetRun("MqttDemo.Publisher", environment);
        var published = await publisher.ExitAsync();
        Assert.Equal((0, ""), (published.Code, published.Out));
        Assert.Contains($"```\n{published.Error}```", text, StringComparison.Ordinal);
        var result = await subscriber.ExitAsync();

        Assert.Contains(
            $"```\n{(result.Error + result.Out).Replace($":{port}", ":1883", StringComparison.Ordinal)}```", text,
            StringComparison.Ordinal);
    }

    static App DotnetRun(string project, Dictionary<string, string> environment, params string[] args)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return App.Start(
            "dotnet", ["run", "--no-build", "-c", configuration, "--project", $"src/{project}", "--", .. args],
            environment: environment, folder: Executables.Repository);
    }

    /// <summary>The command with our programs and our broker in place of the reader's.</summary>
    static string Prepared(string command, int port)
    {
        var prepared = DotnetRunCommand().Replace(command, match => match.Groups[1].Value.ToLowerInvariant());
        prepared = LocalBroker().Replace(prepared, $"localhost:{port}");
        return ShellBlocks.WithPrograms(prepared, endInSubscriber: true);
    }

    static IEnumerable<string> CommandsOf(string readme) =>
        from block in ShellBlocks.In(readme)
        from line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        where !BuildCommand().IsMatch(line)
        select Comment().Replace(line, "");

    /// <summary>What installs, builds, tests and measures is done by .ci/run, or by hand.</summary>
    [GeneratedRegex("^(sudo apt-get|dotnet publish|dotnet test|dotnet run -c Release --project tests/)")]
    private static partial Regex BuildCommand();

    [GeneratedRegex(" +# .*$")]
    private static partial Regex Comment();

    [GeneratedRegex("dotnet run --project src/MqttDemo.(Publisher|Subscriber)( --(?= ))?")]
    private static partial Regex DotnetRunCommand();

    [GeneratedRegex("localhost(:1883)?")]
    private static partial Regex LocalBroker();
}
