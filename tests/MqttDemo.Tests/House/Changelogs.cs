using System.Text.RegularExpressions;

namespace MqttDemo.Tests.House;

/// <summary>CHANGELOG.md has the form that it names, Keep a Changelog.</summary>
public sealed partial class Changelogs
{
    static readonly string[] Lines = File.ReadAllLines(Path.Combine(Executables.Repository, "CHANGELOG.md"));

    [Fact]
    public void What_is_not_released_stands_first_and_then_each_version_with_its_date_the_newest_first()
    {
        var headings = Lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).ToArray();

        Assert.Equal("## [Unreleased]", headings[0]);
        var versions = headings.Skip(1).Select(heading => Released().Match(heading)).ToArray();
        Assert.All(versions, version => Assert.True(version.Success));
        Assert.Equal(
            versions.OrderByDescending(version => Version.Parse(version.Groups[1].Value)).Select(Text),
            versions.Select(Text));
    }

    [Fact]
    public void Changes_are_of_the_kinds_that_there_are()
    {
        string[] kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

        Assert.All(
            Lines.Where(line => line.StartsWith("### ", StringComparison.Ordinal)),
            heading => Assert.Contains(heading["### ".Length..], kinds));
    }

    [Fact]
    public void A_version_has_each_kind_of_change_once() => Assert.All(
        File.ReadAllText(Path.Combine(Executables.Repository, "CHANGELOG.md")).Split("\n## ").Skip(1),
        version =>
        {
            var kinds = version.Split('\n').Where(line => line.StartsWith("### ", StringComparison.Ordinal)).ToArray();
            Assert.Equal(kinds.Distinct(), kinds);
        });

    [Fact]
    public void Every_heading_has_its_link() => Assert.All(
        Lines.Where(line => line.StartsWith("## [", StringComparison.Ordinal)),
        heading => Assert.Contains(
            Lines, line => line.StartsWith($"{heading[3..(heading.IndexOf(']') + 1)]}: ", StringComparison.Ordinal)));

    [Fact]
    public void The_date_of_the_manual_is_that_of_the_newest_version() => Assert.Contains(
        $"<ReleaseDate>{Lines.Select(line => Released().Match(line)).First(match => match.Success).Groups[2].Value}<",
        File.ReadAllText(Path.Combine(Executables.Repository, "Directory.Build.props")), StringComparison.Ordinal);

    static string Text(Match version) => version.Value;

    [GeneratedRegex(@"^## \[([0-9]+\.[0-9]+\.[0-9]+)\] - ([0-9]{4}-[0-9]{2}-[0-9]{2})$")]
    private static partial Regex Released();
}
