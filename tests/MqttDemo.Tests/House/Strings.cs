using System.Text.RegularExpressions;
using MqttDemo.Config;

namespace MqttDemo.Tests.House;

/// <summary>
/// Below the command line nothing spells an option, a variable or an exit code: a sentence has the setting in it, and
/// it is spelled where it is shown, as the user has given it.
/// </summary>
public sealed partial class Strings
{
    /// <summary>The declarations of the settings and variables: there, and only there, they are spelled.</summary>
    static readonly string[] Declarations = ["RunSettings.cs", "Variables.cs"];

    [Theory]
    [InlineData("MqttDemo.Config")]
    [InlineData("MqttDemo.Client")]
    [InlineData("MqttDemo.Broker")]
    public async Task Below_the_command_line_no_string_spells_an_option_a_variable_or_an_exit_code(string project)
    {
        var found = new List<string>();
        foreach (
            var file in Directory.GetFiles(
                Path.Combine(Executables.Repository, "src", project), "*.cs", SearchOption.AllDirectories))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith("Settings.", StringComparison.Ordinal) || Declarations.Contains(name))
            {
                continue;
            }

            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotContain("exit code", text, StringComparison.OrdinalIgnoreCase);
            var code = Comments().Replace(text, "");
            Assert.DoesNotContain("ExitCode", code, StringComparison.Ordinal);
            found.AddRange(
                Literals().Matches(code).Select(match => match.Value).Where(Spells).Select(
                    literal => $"{name}: {literal}"));
        }

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("\"give one with -i, the same each time\"")]
    [InlineData("\"--tls, or mqtts://\"")]
    [InlineData("\"a name (--servername) is empty\"")]
    [InlineData("$\"-k {seconds} may keep them open\"")]
    [InlineData("\"or set MQTT_PASSWORD\"")]
    [InlineData("\"SSLKEYLOGFILE\"")]
    [InlineData("\"all_proxy\"")]
    [InlineData("\"ends with exit code 3\"")]
    public void An_option_a_variable_or_an_exit_code_in_a_string_is_seen(string literal)
    {
        Assert.True(Spells(Assert.Single(Literals().Matches(literal)).Value));
    }

    [Fact]
    public async Task A_sentence_with_advice_in_it_does_not_become_a_string_where_it_is_made()
    {
        // In a conditional, $"...{Advice.X}" beside null would be a string, and nobody could spell its settings any
        // more.
        foreach (
            var file in Directory.GetFiles(
                Path.Combine(Executables.Repository, "src/MqttDemo.Client"), "*.cs", SearchOption.AllDirectories))
        {
            var code = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotMatch(Flattened(), code);
        }
    }

    static bool Spells(string literal)
    {
        var text = OtherPrograms().Replace(literal, "");
        return Option().IsMatch(text) || Variable()
            .IsMatch(text) || text.Contains("exit code", StringComparison.Ordinal)
            || Settings.All.Any(
                setting => setting.Variable is { } variable && text.Contains(variable, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"""(?:\\.|[^""\\\n])*""")]
    private static partial Regex Literals();

    /// <summary>Commands of other programs have options too.</summary>
    [GeneratedRegex(@"\b(?:openssl|ssh-keygen|apt-get|apk|dnf|ulimit) [a-z-][^;|']*")]
    private static partial Regex OtherPrograms();

    [GeneratedRegex(@"(?<![\w/.{-])(?:--[a-z][a-z-]+|-[A-Za-z])(?![\w.-])")]
    private static partial Regex Option();

    [GeneratedRegex(@"\b(?:MQTT_[A-Z]+|SSLKEYLOGFILE|XDG_\w+|(?:[A-Z]+_PROXY|[a-z]+_proxy))\b")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\? \$""[^""]*\{Advice\.[^""]*"" : (?:null|"")")]
    private static partial Regex Flattened();
}
