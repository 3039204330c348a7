using System.Text.RegularExpressions;

namespace MqttDemo.Tests.House;

/// <summary>Code and prose can be read without scrolling: 120 columns.</summary>
public sealed partial class Widths
{
    const int Most = 120;

    [Fact]
    public void Code_has_at_most_120_columns() =>
        Assert.Empty(Files("src", "*.cs").SelectMany(file => LongLines(file, File.ReadAllLines(file))));

    /// <summary>The name of a test is a whole sentence, and data stands as it comes.</summary>
    [Fact]
    public void Tests_have_at_most_120_columns_but_for_a_name_or_a_literal() => Assert.Empty(
        Files("tests", "*.cs").SelectMany(
            file => LongLines(file, File.ReadAllLines(file)).Where(line => !NameOrLiteral().IsMatch(line))));

    /// <summary>A table has its lines, and so have commands and their output.</summary>
    [Fact]
    public void Prose_has_at_most_120_columns() => Assert.Empty(
        Files("", "*.md").SelectMany(file => LongLines(file, Prose(File.ReadAllLines(file)))));

    static IEnumerable<string> Files(string folder, string pattern)
    {
        var built = Path.Combine(Executables.Repository, "artifacts");
        return Directory
            .GetFiles(Path.Combine(Executables.Repository, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(built, StringComparison.Ordinal));
    }

    static IEnumerable<string> LongLines(string file, IEnumerable<string> lines) => lines
        .Where(line => line.Length > Most)
        .Select(line => $"{Path.GetRelativePath(Executables.Repository, file)}: {line}");

    static IEnumerable<string> Prose(string[] lines)
    {
        var isCode = false;
        foreach (var line in lines)
        {
            isCode ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (!isCode && !line.StartsWith('|'))
            {
                yield return line;
            }
        }
    }

    [GeneratedRegex(""""^[^:]*: +(public (async )?(Task|void) \w+\(|.*"""|[$@]*"|[{<])"""")]
    private static partial Regex NameOrLiteral();
}
