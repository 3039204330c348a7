using System.Text.RegularExpressions;
using MqttDemo.Config;
using MqttDemo.Tests.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>docs/reference.md is what the programs print and what is declared.</summary>
public sealed partial class Reference
{
    static readonly string Page = Path.Combine(Executables.Repository, "docs", "reference.md");

    [Fact]
    public async Task The_reference_is_what_help_prints_at_80_columns_and_the_table_of_what_is_declared()
    {
        var page = await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken);
        var expected = SettingsRows().Replace(page, _ => SettingsTable.Of(Settings.All));
        foreach (var program in (string[])["publisher", "publisher request", "subscriber"])
        {
            var words = program.Split(' ');
            var help = await InProcess.RunAsync(words[0], [.. words.Skip(1), "--help", "all"]);
            Assert.Equal((0, ""), (help.Code, help.Error));
            Assert.All(help.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
            expected = Regex.Replace(
                expected, $"(?s)(?<=\n## {program}\n\n```text\n).*?(?=```\n)", _ => help.Out);
        }

        // Where the page has to be brought up to date, it is copied from there.
        await File.WriteAllTextAsync(
            Path.Combine(Executables.Repository, "artifacts", "reference.md"), expected,
            TestContext.Current.CancellationToken);

        Assert.Equal(expected, page);
        Assert.Equal(3, page.Split("```text\n").Length - 1);
        Assert.Contains(SettingsTable.Head, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_exit_code_and_every_config_key_is_in_the_reference()
    {
        var text = File.ReadAllText(Page);

        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Matches($@"\| (\d+, )?{(int)code}(, \d+)? \|", text));
        Assert.All(
            ConfigKeys.Top().Where(key => key is not ("profiles" or "$schema")), key =>
                Assert.Contains($"`{key}`", text, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\| flag \| config\.json .*\n\|[-|]+\n(\|.*\n)*")]
    private static partial Regex SettingsRows();
}
