using System.Text.RegularExpressions;

namespace MqttDemo.Tests.House;

/// <summary>docs/architecture.md and CONTRIBUTING.md name what is there.</summary>
public sealed partial class ArchitecturePage
{
    static readonly string[] Roots = ["src", "tests"];

    [Theory]
    [InlineData("docs/architecture.md", 60)]
    [InlineData("CONTRIBUTING.md", 40)]
    public async Task Every_type_and_member_that_it_names_is_in_the_code(string page, int atLeast)
    {
        var sources = await SourcesAsync();
        var named = Names().Matches(WithoutBlocks().Replace(await ReadAsync(page), ""))
            .Select(match => match.Groups[1].Value)
            .Where(name => !IsOfSomebodyElse(name))
            .Distinct()
            .ToList();

        Assert.InRange(named.Count, atLeast, 1_000);
        var types = Declared().Matches(sources).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Equal("", string.Join(' ', named.Where(name => !IsThere(name, sources, types))));
    }

    [Fact]
    public async Task Every_folder_of_a_layer_is_named_in_CONTRIBUTING()
    {
        var text = await ReadAsync("CONTRIBUTING.md");
        foreach (var project in Directory.GetDirectories(Path.Combine(Executables.Repository, "src")))
        {
            Assert.Contains($"`src/{Path.GetFileName(project)}", text, StringComparison.Ordinal);
        }
    }

    /// <summary>A word of .NET, of a library or of the tests' tools.</summary>
    static bool IsOfSomebodyElse(string name) => name.Split('.')[0] is
        "System"
            or "Task"
            or "Process"
            or "FileStream"
            or "Socket"
            or "File"
            or "CipherSuitesPolicy"
            or "BasicAuth"
            or "ReceiveAsync"
            or "MQTTnet"
        or "UnfairSemaphoreSpinLimit" or "XFormat" or "NAME" or "CI" or "DUP";

    static bool IsThere(string name, string sources, HashSet<string> types)
    {
        var parts = name.Split('.');
        return types.Contains(parts[0])
            ? parts.Length == 1 || Regex.IsMatch(sources, $@"\b{parts[1]}\b")
            : Folders().Contains(name);
    }

    static IEnumerable<string> Folders() => Roots.SelectMany(folder =>
        Directory.GetDirectories(Path.Combine(Executables.Repository, folder), "*", SearchOption.AllDirectories))
        .Select(path => Path.GetFileName(path)!);

    static async Task<string> SourcesAsync()
    {
        var files = Roots.SelectMany(folder =>
            Directory.GetFiles(Path.Combine(Executables.Repository, folder), "*.cs", SearchOption.AllDirectories));
        return string.Join(
            '\n', await Task.WhenAll(
                files.Select(file => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))));
    }

    static Task<string> ReadAsync(string page) =>
        File.ReadAllTextAsync(Path.Combine(Executables.Repository, page), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"`([A-Z][A-Za-z]*[a-z][A-Za-z]*(?:\.[A-Z][A-Za-z]*)?)`")]
    private static partial Regex Names();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum) ([A-Z]\w*)")]
    private static partial Regex Declared();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex WithoutBlocks();
}
