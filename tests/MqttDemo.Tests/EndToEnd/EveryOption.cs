using System.Text.Json.Nodes;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Shell;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>An option is declared once, and known wherever somebody may look for it.</summary>
public sealed class EveryOption
{
    [Theory]
    [InlineData("publisher")]
    [InlineData("publisher request")]
    [InlineData("subscriber")]
    public async Task An_option_is_known_to_completion_manual_help_reference_and_schema(string program)
    {
        var words = program.Split(' ');
        var command = Declared.Command(program);
        var help = (await InProcess.RunAsync(words[0], [.. words.Skip(1), "--help", "all"])).Out;
        var manual = (await InProcess.RunAsync(words[0], ["manual", words[^1]])).Out
            .Replace("\\-", "-", StringComparison.Ordinal);
        var config = (await InProcess.RunAsync(words[0], ["manual", "config"])).Out;
        var reference = Section(await ReadAsync("docs", "reference.md"), program);
        var schema = JsonNode.Parse(await ReadAsync("config.schema.json"))!["properties"]!;
        Option[] options = [.. command.Known.All.Where(option => !option.Hidden).Select(one => new Option(one))];

        Assert.InRange(options.Length, 60, 200);
        Assert.All(options.SelectMany(one => one.Names), name =>
        {
            Assert.Matches($@"(?m)^[ ,].*{name}\b", help);
            Assert.Matches($@"(?m)^[ ,].*{name}\b", reference);
            Assert.Contains($"\\fB{name}\\fR", manual, StringComparison.Ordinal);
            Assert.Contains(
                name,
                new Completer(Declared.App(program), _ => []).Complete([.. words.Skip(1), name]).Candidates
                    .Select(one => one.Word));
        });
        Assert.All(
            options.Select(one => one.Setting).OfType<Setting>().Where(one => !one.IsOptionOnly).Distinct(), setting =>
            {
                Assert.Contains($"\\fB{setting.Key}\\fR", config, StringComparison.Ordinal);
                Assert.NotNull(
                    setting.Key.Split('.').Aggregate(
                        schema, (node, key) => node[key]!["properties"] ?? node[key]!));
            });
    }

    [Fact]
    public void A_program_knows_the_options_of_the_others()
    {
        string[] programs = ["publisher", "subscriber", "publisher request"];
        var own = programs.ToDictionary(program => program, program => Declared.Command(program).Known.All
            .Where(option => option is not ISettingOption).SelectMany(option => new Option(option).Names).ToHashSet());
        var shared = own.Values.Aggregate((HashSet<string> all, HashSet<string> one) => [.. all.Intersect(one)]);

        Assert.Equal(
            programs.Select(program => $"{program}: {string.Join(", ", own[program].Except(shared).Order())}"),
            OwnOptions.All.Select(one => $"{one.Program}: {string.Join(", ", one.Names.Order())}"));
    }

    static Task<string> ReadAsync(params string[] path) => File.ReadAllTextAsync(
        Path.Combine([Executables.Repository, .. path]), TestContext.Current.CancellationToken);

    static string Section(string page, string program)
    {
        var start = page.IndexOf($"\n## {program}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"the reference has no part about {program}");
        return page[start..page.IndexOf("\n## ", start + 1, StringComparison.Ordinal)];
    }

    sealed record Option(System.CommandLine.Option One)
    {
        public IReadOnlyList<string> Names => ((IReadOption)One).Names;

        public Setting? Setting => (One as ISettingOption)?.Setting;
    }
}
