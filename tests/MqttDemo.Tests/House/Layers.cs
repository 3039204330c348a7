namespace MqttDemo.Tests.House;

/// <summary>The layers of docs/architecture.md: what stands below knows nothing of what stands above.</summary>
public sealed class Layers
{
    /// <summary>
    /// The folders of src from the bottom to the top: each uses only those before it.
    /// </summary>
    static readonly string[][] BottomToTop =
    [
        ["Config"],
        ["Client"],
        ["Client.Transport"],
        ["Client.Topics"],
        ["Client.Wire"],
        ["Client.Session"],
        ["Broker"],
        ["CommandLine.Clock"],
        ["CommandLine.Streams"],
        ["CommandLine.Formats.Json"],
        ["CommandLine.Formats.Templates"],
        ["CommandLine.Formats"],
        ["CommandLine.Output"],
        ["CommandLine.Parsing"],
        ["CommandLine.Help"],
        ["CommandLine.Options"],
        ["CommandLine.Shell"],
        ["CommandLine"],
        ["Publisher.Sources"],
        ["Publisher.Sources.Json"],
        ["Publisher.Pace"],
        ["Publisher"],
        ["Publisher.Request"],
        ["Subscriber.Filters"],
        ["Subscriber.Handling"],
        ["Subscriber.Watching"],
        ["Subscriber.Commands"],
        ["Subscriber.Embedded"],
        ["Subscriber"],
    ];

    /// <summary>What stands below, and is nobody's business there.</summary>
    static readonly (string From, string To)[] Forbidden =
    [
        ("Client.Topics", "Client.Transport"), ("Client.Wire", "Client.Topics"),
        ("CommandLine", "Broker"), ("Publisher", "Broker"), ("Subscriber", "Publisher"),
        ("CommandLine", "Client.Transport"), ("CommandLine", "Client.Wire"),
        ("Publisher", "Client.Transport"), ("Publisher", "Client.Wire"),
        ("Subscriber", "Client.Transport"), ("Subscriber", "Client.Wire"),
    ];

    static readonly SourceFile[] Files = [.. SourceFile.ReadAll(Path.Combine(Executables.Repository, "src"))];

    public static TheoryData<string> Folders => [.. BottomToTop.SelectMany(layer => layer)];

    [Fact]
    public void Every_folder_has_its_place()
    {
        Assert.Equal(Folders.Select(row => row.Data).Order(), Files.Select(file => file.Folder).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_stands_below_it(string folder)
    {
        var rank = Array.FindIndex(BottomToTop, layer => layer.Contains(folder));
        var below = BottomToTop[..(rank + 1)].SelectMany(layer => layer)
            .Where(other => !Forbidden.Any(rule => IsIn(folder, rule.From) && IsIn(other, rule.To)))
            .ToHashSet();

        var wrong = Files.Where(file => file.Folder == folder && !file.IsProgram)
            .SelectMany(
                file =>
                    file.Uses(Files).Where(used => !below.Contains(used)).Select(used => $"{file.Name} uses {used}"));

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void A_namespace_is_the_folder_it_stands_in(string root)
    {
        var path = Path.Combine(Executables.Repository, root);

        var wrong = SourceFile.ReadAll(path).Where(file => !file.IsProgram && file.Namespace != file.Folder);

        Assert.Empty(wrong.Select(file => $"{file.Folder}/{file.Name}: {file.Namespace}"));
    }

    [Theory]
    [InlineData("Config")]
    [InlineData("Client")]
    [InlineData("Broker")]
    public void Below_CommandLine_nothing_knows_the_console(string project)
    {
        foreach (var file in Files.Where(file => IsIn(file.Folder, project)))
        {
            Assert.False(
                file.Code.Contains("Console.", StringComparison.Ordinal)
                    || file.Code.Contains("System.CommandLine", StringComparison.Ordinal),
                file.Name);
        }
    }

    [Fact]
    public void A_project_calls_the_C_library_in_one_file()
    {
        var source = Path.Combine(Executables.Repository, "src");
        var calls = Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("LibraryImport(\"libc\"", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(source, file));

        Assert.Equal(
            [
                "MqttDemo.Client/Libc.cs", "MqttDemo.CommandLine/Streams/Libc.cs",
                "MqttDemo.Subscriber/Commands/CommandSignals.cs",
            ],
            calls.Order(StringComparer.Ordinal));
    }

    static bool IsIn(string folder, string other) =>
        folder == other || folder.StartsWith(other + ".", StringComparison.Ordinal);
}
