using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>The pages of the manual, as the programs print them.</summary>
public sealed class Manual
{
    public static TheoryData<string, string> Pages => new()
    {
        { "publisher", "publisher" },
        { "publisher", "request" },
        { "publisher", "config" },
        { "subscriber", "subscriber" },
        { "subscriber", "config" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_of_the_manual_is_what_man_and_mandoc_take_without_a_warning(string program, string page)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File(page == "config" ? "page.5" : "page.1", await PrintAsync(program, page));

        (await RunAsync("mandoc", "-Tlint", file)).ShouldBeSilentSuccess();
        var shown = await RunAsync("man", "--warnings", "-l", file);
        Assert.Equal((0, ""), (shown.Code, shown.Error));
        Assert.Contains("SEE ALSO", shown.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("publisher", "publisher")]
    [InlineData("publisher", "request")]
    [InlineData("subscriber", "subscriber")]
    public async Task Every_option_of_the_help_is_in_the_manual(string program, string page)
    {
        var text = (await PrintAsync(program, page)).Replace("\\-", "-", StringComparison.Ordinal);
        var command = Declared.Command(page == program ? program : $"{program} {page}");
        string[] names = [
            .. command.Known.All.Where(one => !one.Hidden).SelectMany(one => ((IReadOption)one).Names)];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"\\fB{name}\\fR", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_key_of_the_config_file_is_in_the_manual()
    {
        var text = await PrintAsync("publisher", "config");

        Assert.All(Settings.All.Where(one => !one.IsOptionOnly), setting =>
            Assert.Contains($"\\fB{setting.Key}\\fR", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_exit_codes_are_those_of_the_reference()
    {
        var reference = await File.ReadAllTextAsync(
            Path.Combine(Executables.Repository, "docs", "reference.md"), TestContext.Current.CancellationToken);

        Assert.All(ExitCodes.Meanings, one =>
            Assert.Contains(
                $"| {one.Code} | {one.Meaning} |", reference.Replace("`", "", StringComparison.Ordinal),
                StringComparison.Ordinal));
        Assert.Equal(
            Enum.GetValues<ExitCode>().Select(code => ((int)code).ToString(null, null)).Order(),
            ExitCodes.Meanings.SelectMany(one => one.Code.Split(", ")).Order());
    }

    [Theory]
    [InlineData("manual", "hint: it takes one of publisher, request, config")]
    [InlineData("config", "hint: it takes one of show, check, path")]
    [InlineData("completion", "hint: it takes one of bash, zsh, fish, pwsh")]
    public async Task A_word_that_is_not_known_is_refused_with_those_that_are(string command, string hint)
    {
        (await App.PublishAsync([command])).ShouldFail(ExitCode.Usage, $"{command} needs a word", hint);
        (await App.PublishAsync([command, "x"])).ShouldFail(ExitCode.Usage, $"{command} does not know 'x'", hint);
    }

    static async Task<string> PrintAsync(string program, string page)
    {
        await using var app = program == "subscriber" ? App.Subscriber("manual", page) : App.Publisher("manual", page);
        var printed = await app.FinishAsync();
        Assert.Equal((0, ""), (printed.Code, printed.Error));
        return printed.Out;
    }

    static async Task<AppResult> RunAsync(string program, params string[] args)
    {
        await using var app = App.Start(Executables.Installed(program), args);
        return await app.FinishAsync();
    }
}
