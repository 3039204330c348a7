using System.Text.RegularExpressions;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>Every command of docs, page by page and in the order in which they stand there.</summary>
public sealed partial class Pages
{
    /// <summary>Their commands build or measure this repository, or other tests have them.</summary>
    static readonly string[] Others =
        ["architecture.md", "clusters.md", "mosquitto.md", "performance.md", "reference.md", "reliability.md"];

    /// <summary>The programs in these commands that are not on every system.</summary>
    static readonly string[] Needed = ["jq", "mosquitto", "mosquitto_passwd", "openssl", "sqlite3"];

    static readonly string Folder = Path.Combine(Executables.Repository, "docs");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*.md").Select(path => Path.GetFileName(path)).Except(Others).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_commands_of_a_page_work_one_after_another(string page)
    {
        var blocks = ShellBlocks.In(await ReadAsync(page));
        foreach (var program in Needed.Where(program => blocks.Any(block => Uses(block, program))))
        {
            Executables.Installed(program);
        }

        using var folder = new TemporaryFolder();
        var (port, tlsPort) = (Ports.Free(), Ports.Free());
        var hasOwnBroker = blocks.Any(block => block.Contains("mosquitto -c", StringComparison.Ordinal));
        var running = new List<App>();
        try
        {
            if (!hasOwnBroker)
            {
                running.Add(await App.SubscribedAsync("-b", $"embedded:{port}", "-t", "#", "-q", "2", "-v"));
            }

            foreach (var block in blocks)
            {
                var run = Start(block);
                running.Add(run);
                if (RunsOn(block))
                {
                    await Until.TrueAsync(
                        () => Ready().IsMatch(run.Error), () => $"'{block}' to be ready; it says: {run.Error}");
                    continue;
                }

                var result = await run.ExitAsync();
                Assert.True(result.Code == 0, $"{block}\nended with {result.Code}: {result.Error}");
            }

            foreach (var run in running.Where(run => !run.HasExited).Reverse())
            {
                run.Signal("INT");
                Assert.Equal(0, (await run.ExitAsync()).Code);
            }
        }
        finally
        {
            foreach (var run in running)
            {
                await run.DisposeAsync();
            }
        }

        App Start(string block) => App.Start(
            "bash", ["-ec", Prepared(block, port, tlsPort)], folder: folder.Path,
            environment: new Dictionary<string, string> { ["MQTT_BROKER"] = hasOwnBroker ? "" : $"embedded:{port}" });
    }

    [Fact]
    public async Task Every_page_can_be_reached_from_the_README_and_no_link_leads_nowhere()
    {
        var readme = await File.ReadAllTextAsync(
            Path.Combine(Executables.Repository, "README.md"), TestContext.Current.CancellationToken);

        Assert.All(
            Directory.GetFiles(Folder, "*.md"),
            page => Assert.Contains($"(docs/{Path.GetFileName(page)}", readme, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(Folder, "*.md").Concat(
            Directory.GetFiles(Executables.Repository, "*.md")))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.All(Link().Matches(text).Select(match => match.Groups[1].Value), link => Assert.True(
                Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, link)), $"{file} leads to {link}"));
        }
    }

    [Fact]
    public async Task Every_sentence_of_the_troubleshooting_is_one_that_a_test_or_the_code_has()
    {
        string[] files =
        [
            .. ((string[])["src", "tests"]).SelectMany(folder => Directory.GetFiles(
                Path.Combine(Executables.Repository, folder), "*.cs", SearchOption.AllDirectories)),
        ];
        var code = Join().Replace(string.Concat(files.Select(File.ReadAllText)), "");
        string[] parts =
        [
            .. Row().Matches(await ReadAsync("troubleshooting.md")).Select(match => match.Groups[1].Value)
                .Where(cell => cell is not ("it says" or "---"))
                .SelectMany(cell => cell.Split("...", StringSplitOptions.TrimEntries))
                .Where(part => part.Length > 0),
        ];

        Assert.InRange(parts.Length, 15, 60);
        Assert.All(parts, part => Assert.Contains(part, code, StringComparison.Ordinal));
    }

    static bool Uses(string block, string program) => Regex.IsMatch(block, $@"(?m)(^ *|\| ){program} ");

    /// <summary>Until somebody ends it.</summary>
    static bool RunsOn(string block) => Endless().IsMatch(block) && !Ends().IsMatch(block);

    static string Prepared(string block, int port, int tlsPort)
    {
        var prepared = LocalBroker().Replace(block, "localhost")
            .Replace("localhost:8883", $"localhost:{tlsPort}", StringComparison.Ordinal)
            .Replace("-b localhost ", $"-b localhost:{port} ", StringComparison.Ordinal)
            .Replace("\"broker\": \"localhost\"", $"\"broker\": \"localhost:{port}\"", StringComparison.Ordinal)
            .Replace("listener 1883", $"user root\nlistener {port}", StringComparison.Ordinal)
            .Replace("listener 8883", $"user root\nlistener {tlsPort}", StringComparison.Ordinal)
            .Replace("\nmosquitto -c", "\nexec mosquitto -c", StringComparison.Ordinal);
        return ShellBlocks.WithPrograms(prepared, endInSubscriber: RunsOn(block));
    }

    static Task<string> ReadAsync(string page) =>
        File.ReadAllTextAsync(Path.Combine(Folder, page), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"(?m)^(mosquitto -c .*\n\z|subscriber .*\n\z)")]
    private static partial Regex Endless();

    [GeneratedRegex(@" -C \d| -W \d| -E\b| --retained-only")]
    private static partial Regex Ends();

    [GeneratedRegex("Subscribed to|mosquitto version .* running")]
    private static partial Regex Ready();

    [GeneratedRegex("localhost:1883")]
    private static partial Regex LocalBroker();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?m)^\| ([^|]+) \|")]
    private static partial Regex Row();

    /// <summary>A text over two lines of code is one.</summary>
    [GeneratedRegex("\"\\s*\\+ \\$?\"")]
    private static partial Regex Join();
}
