using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Shell;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.CommandLine;

public sealed class CompleterTests
{
    /// <summary>The words of a command line, the last one to be completed, and what it can be.</summary>
    public static TheoryData<string[], string[]> Words => new()
    {
        { [""], ["request"] },
        { ["req"], ["request"] },
        { ["x"], [] },
        { ["--top"], ["--topic"] },
        { ["-t"], ["-t"] },
        { ["--qos", ""], ["0", "1", "2"] },
        { ["-q", "1"], ["1"] },
        { ["-rq", ""], ["0", "1", "2"] },
        { ["--qos="], ["--qos=0", "--qos=1", "--qos=2"] },
        { ["--no-such-option", "--top"], ["--topic"] },
        { ["request", "--format", "he"], ["hex"] },
        { ["request", "--form"], ["--format"] },
        { ["--cluster", ""], ["yes", "no"] },
        { ["--tls-version", ""], ["tlsv1.2", "tlsv1.3"] },
        { ["-m", ""], [] },
        { ["-m", "-q", "--qo"], ["--qos"] },
        { ["-mtext", "--qo"], ["--qos"] },
        { ["-q", "1", "--qo"], [] },
        { ["-P", "--qo"], ["--qos"] },
        { ["-P", "word", "--qo"], ["--qos"] },
        { ["-P", ""], [] },
        { ["-D", "w"], ["will"] },
        { ["-D", "connect", "receive"], ["receive-maximum"] },
        { ["-D", "nothing", ""], [] },
        { ["-D", "connect", "receive-maximum", ""], [] },
        { ["-D", "connect", "receive-maximum", "10", "--qo"], ["--qos"] },
        { ["-D", "publish", "user-property", "k", "v", "--property"], ["--property"] },
        { ["--profile", "p"], ["plant"] },
        { ["--help", "t"], ["tls"] },
        { ["--help=pa"], ["--help=payload", "--help=pace"] },
        { ["-?", "al"], ["all"] },
        { ["request", "--help", "te"], ["template"] },
        { ["--help", "--qo"], ["--qos"] },
        { ["--help", "tls", ""], [] },
        { ["--help", "tls", "--q"], [] },
        { ["--config", "other.json", "--profile", ""], ["other"] },
        { ["--config=other.json", "--profile="], ["--profile=other"] },
    };

    public static TheoryData<string, string> Paths => new()
    {
        { "--cafile", "files" },
        { "--file", "files" },
        { "--capath", "folders" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void A_word_is_completed_with_what_can_stand_there(string[] words, string[] expected)
    {
        var completion = Complete(Declared.Publisher, words);

        Assert.Equal(SettingCompletion.Choices, completion.Kind);
        Assert.Equal(expected, Texts(completion));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Paths_are_left_to_the_shell(string option, string kind)
    {
        Assert.Equal($"{kind}\n", Complete(Declared.Publisher, option, "").Text());
        Assert.Equal($"{kind}\n", Complete(Declared.Publisher, $"{option}=").Text());
    }

    [Fact]
    public void A_line_has_the_word_and_what_it_means()
    {
        Assert.Equal("words\n--topic\tThe topic to publish to\n", Complete(Declared.Publisher, "--top").Text());
    }

    [Theory]
    [InlineData("publisher")]
    [InlineData("publisher request")]
    [InlineData("subscriber")]
    public void Every_name_of_an_option_that_the_help_shows_is_completed(string program)
    {
        string[] before = program.Contains(' ', StringComparison.Ordinal) ? ["request"] : [];
        var app = Declared.App(program);
        var command = Declared.Command(program);
        string[] names = [.. command.Known.All.Where(one => !one.Hidden).SelectMany(one => ((IReadOption)one).Names)];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains(name, Texts(Complete(app, [.. before, name]))));
        Assert.All(names.Where(name => name.StartsWith("--", StringComparison.Ordinal)), name =>
            Assert.Contains(name, Texts(Complete(app, [.. before, name[..^1]]))));
    }

    [Fact]
    public void Every_value_that_is_offered_for_a_setting_is_one()
    {
        var offered = Settings.All.SelectMany(setting =>
            (setting.Type.Choices ?? setting.Type.FrequentValues).Select(value => (setting, value))).ToArray();

        Assert.NotEmpty(offered);
        Assert.All(offered, one => Assert.Null(one.setting.Read(one.value).Expected));
    }

    static Completion Complete(AppCommand app, params string[] words) =>
        new Completer(app, file => file is null ? ["plant", "home"] : ["other"]).Complete(words);

    static IEnumerable<string> Texts(Completion completion) => completion.Candidates.Select(one => one.Word);
}
