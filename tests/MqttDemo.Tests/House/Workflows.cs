using System.Text.RegularExpressions;

namespace MqttDemo.Tests.House;

/// <summary>.github/workflows holds what CONTRIBUTING.md says of it.</summary>
public sealed partial class Workflows
{
    public static TheoryData<string> All => new(
        Directory.GetFiles(Path.Combine(Executables.Repository, ".github", "workflows"))
            .Select(file => Path.GetFileName(file)));

    [Theory]
    [MemberData(nameof(All))]
    public void Every_action_is_pinned_to_a_commit_and_says_its_version(string name)
    {
        var actions = Actions().Matches(Text(name)).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(actions);
        Assert.All(
            actions.Where(action => !action.StartsWith("./.github/workflows/", StringComparison.Ordinal)),
            action => Assert.Matches(Pinned(), action));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_jobs_may_read_the_sources_only_where_they_ask_for_no_more(string name) =>
        Assert.Contains("\npermissions:\n  contents: read\n\n", Text(name), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(All))]
    public void Every_target_of_build_that_it_runs_is_one(string name)
    {
        var build = File.ReadAllText(Path.Combine(Executables.Repository, "build"));
        var targets = Builds().Matches(Text(name)).SelectMany(match => match.Groups[1].Value.Split(' ')).ToList();

        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.Contains($"\n#   {target} ", build, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_file_of_the_project_that_it_names_is_there(string name)
    {
        var files = Files().Matches(Text(name)).SelectMany(Named).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Executables.Repository, file)), file));
    }

    /// <summary>A loop of the shell over tests names each of them.</summary>
    static IEnumerable<string> Named(Match match) => match.Value.Contains("$test", StringComparison.Ordinal)
        ? ["packaging/tests/pair.sh", "packaging/tests/tls.sh"]
        : [match.Value];

    static string Text(string name) =>
        File.ReadAllText(Path.Combine(Executables.Repository, ".github", "workflows", name));

    [GeneratedRegex(@"uses: (.+)")]
    private static partial Regex Actions();

    [GeneratedRegex(@"^[a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"run: \./build (.+)")]
    private static partial Regex Builds();

    [GeneratedRegex(@"(?:packaging|\.ci|\.github)/[A-Za-z0-9_./$-]+|global\.json")]
    private static partial Regex Files();
}
