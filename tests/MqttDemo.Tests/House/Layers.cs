using System.Text.RegularExpressions;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.House;

/// <summary>The layers of docs/architecture.md: what stands below knows nothing of what stands above.</summary>
public sealed partial class Layers
{
    /// <summary>Each folder, and those that it may use. Its own is not named.</summary>
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["MqttDemo.Config"] = [],
        ["MqttDemo.Client"] = ["Config"],
        ["MqttDemo.Client/Transport"] = ["Config", "Client"],
        ["MqttDemo.Client/Topics"] = ["Config", "Client"],
        ["MqttDemo.Client/Wire"] = ["Config", "Client", "Client.Transport"],
        ["MqttDemo.Client/Session"] = ["Config", "Client", "Client.Transport", "Client.Topics", "Client.Wire"],
        ["MqttDemo.Broker"] = ["Config", "Client", "Client.Transport", "Client.Topics", "Client.Wire", "Client.Session"],
    };

    public static TheoryData<string> Folders => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task A_folder_uses_only_what_stands_below_it(string folder)
    {
        var path = Path.Combine(Executables.Repository, "src", folder);
        var own = folder["MqttDemo.".Length..].Replace('/', '.');
        var files = Directory.GetFiles(path, "*.cs", folder.Contains('/') ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            var used = Uses().Matches(text).Select(match => match.Groups[1].Value);
            Assert.True(
                used.All(name => name == own || Allowed[folder].Contains(name)),
                $"{Path.GetRelativePath(Executables.Repository, file)} uses {string.Join(", ", used)}");
        }
    }

    [Theory]
    [InlineData("MqttDemo.Config")]
    [InlineData("MqttDemo.Client")]
    [InlineData("MqttDemo.Broker")]
    public async Task Below_CommandLine_nothing_knows_the_console(string project)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Executables.Repository, "src", project), "*.cs", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.False(
                text.Contains("Console.", StringComparison.Ordinal) || text.Contains("System.CommandLine", StringComparison.Ordinal),
                Path.GetRelativePath(Executables.Repository, file));
        }
    }

    [GeneratedRegex(@"^using (?:static )?MqttDemo\.([A-Za-z.]+);", RegexOptions.Multiline)]
    private static partial Regex Uses();
}
