using MqttDemo.CommandLine.Formats.Templates;
using MqttDemo.CommandLine.Help;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>What --help shows: one screen, one topic, or everything.</summary>
public sealed class Help
{
    public static TheoryData<string> Programs => ["publisher", "publisher request", "subscriber"];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Help_fits_one_screen_and_says_how_to_see_the_rest(string program)
    {
        var shown = await ShowAsync(program, "--help");

        Assert.InRange(shown.Count(letter => letter == '\n'), 10, 39);
        Assert.Contains($"Usage: {program} [options]\n", shown, StringComparison.Ordinal);
        Assert.Contains("\nExamples:\n", shown, StringComparison.Ordinal);
        Assert.Contains($"\n{program} --help all ", shown, StringComparison.Ordinal);
        Assert.Contains($"\n{program} --help TOPIC", shown, StringComparison.Ordinal);
        Assert.Equal(shown, await ShowAsync(program, "-?"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Each_topic_shows_its_options_and_examples_and_together_they_show_every_option(string program)
    {
        var all = await ShowAsync(program, "--help", "all");
        var topics = "";
        foreach (var section in Declared.Command(program).Known.Sections)
        {
            var shown = await ShowAsync(program, "--help", section.HelpWord);

            Assert.StartsWith($"{section.Title}:\n", shown, StringComparison.Ordinal);
            Assert.Contains("\nExamples:\n  ", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("{run}", shown, StringComparison.Ordinal);
            topics += shown;
        }

        Assert.All(Declared.Command(program).Known.All.Where(option => !option.Hidden), option =>
        {
            Assert.Matches($@"(?m)^  .*{option.Name}\b", all);
            Assert.Matches($@"(?m)^  .*{option.Name}\b", topics);
        });
        Assert.Contains("exit-codes", await ShowAsync(program, "--help"), StringComparison.Ordinal);
        Assert.Contains("27", await ShowAsync(program, "--help", "exit-codes"), StringComparison.Ordinal);
        Assert.Contains("MQTT_BROKER", await ShowAsync(program, "--help", "environment"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("publisher", "retain", "Messages:")]
    [InlineData("publisher", "--cafile", "TLS:")]
    [InlineData("publisher", "TLS", "TLS:")]
    [InlineData("publisher", "W", "Ending (")]
    [InlineData("publisher request", "format", "Output:")]
    [InlineData("subscriber", "exec", "Handling:")]
    [InlineData("publisher", "request", "Publishes a request and prints the replies to it.")]
    [InlineData("publisher", "completion", "Prints what a shell needs to complete with TAB.")]
    public async Task The_name_of_an_option_or_a_command_finds_its_help(string program, string word, string beginning)
    {
        Assert.StartsWith(beginning, await ShowAsync(program, $"--help={word}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_refused_with_those_that_are()
    {
        (await InProcess.PublishAsync(["--help", "sesion"])).ShouldFail(
            ExitCode.Usage,
            "there is no help on 'sesion'\nhint: did you mean --help session? there is help on all, messages, payload, "
            + "lines, pace, ending, broker, login, tls, network, session, will, properties, general, environment, "
            + "exit-codes, and on each option by its name\n");
        (await InProcess.PublishAsync(["completion", "--help", "tls"])).ShouldFail(
            ExitCode.Usage, "completion has one page of help, without topics\nhint: completion --help shows it\n");
    }

    [Theory]
    [InlineData("completion")]
    [InlineData("manual")]
    [InlineData("config")]
    public async Task A_command_of_words_shows_its_help_alone_and_with_all(string command)
    {
        var shown = await ShowAsync("publisher", command, "--help");

        Assert.Matches("^(Prints|Shows) ", shown);
        Assert.Equal(shown, await ShowAsync("publisher", command, "--help", "all"));
    }

    [Fact]
    public async Task Every_code_of_a_template_is_in_its_topic()
    {
        var shown = await ShowAsync("subscriber", "--help", "template");

        Assert.All(TemplateCodes.All.Split(' '), code => Assert.Contains($"%{code}", shown, StringComparison.Ordinal));
        Assert.All(
            TemplateCodes.Escapes.Split(' '), code => Assert.Contains($"\\{code}", shown, StringComparison.Ordinal));
        (await InProcess.PublishAsync(["--help", "template"])).ShouldFail(ExitCode.Usage, "no help on 'template'");
    }

    [Fact]
    public void Every_example_of_the_help_is_a_command_line_that_is_understood()
    {
        using var folder = new TemporaryFolder();
        var options = folder.File("options.txt", "-d\n");
        var lines = ((string[])["publisher", "publisher request", "subscriber"]).SelectMany(
            program => HelpTopics.Of(Declared.Command(program), program).Select(topic => topic.Text()))
            .SelectMany(text => text.Split('\n'))
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && ExampleLine.IsCommand(line)
                && !line.EndsWith("[options]", StringComparison.Ordinal))
            .Select(line => line.Replace("options.txt", options, StringComparison.Ordinal))
            .Distinct().ToArray();

        Assert.InRange(lines.Length, 60, 200);
        Assert.All(lines, line =>
        {
            var words = ExampleLine.Words(line);
            ArgumentReader.Read([.. words.Skip(1)], Declared.App(words[0]));
        });
    }

    static async Task<string> ShowAsync(string program, params string[] args)
    {
        var words = program.Split(' ');
        var result = await InProcess.RunAsync(words[0], [.. words.Skip(1), .. args]);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.All(result.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        return result.Out;
    }
}
