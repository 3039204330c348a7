using System.CommandLine;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.Config;

namespace MqttDemo.Tests.CommandLine;

public sealed class LiteralArgumentsTests
{
    public static TheoryData<string[], string[]> Rewritings => new()
    {
        { ["-m", "x"], ["--message=x"] },
        { ["-m", "-t=x"], ["--message=-t=x"] },
        { ["-m", "--message"], ["--message=--message"] },
        { ["-mx"], ["--message=x"] },
        { ["-m=x"], ["--message=x"] },
        { ["--message=a=b"], ["--message=a=b"] },
        { ["--message="], ["--message=\0"] },
        { ["-m", ""], ["--message=\0"] },
        { ["-rdm", "x"], ["--retain", "--debug", "--message=x"] },
        { ["-rmx"], ["--retain", "--message=x"] },
        { ["-topical"], ["--topic=opical"] },
        { ["-t", "a", "-t", "b"], ["--topic=a", "--topic=b"] },
        { ["-P"], ["--password"] },
        { ["-P", "-r"], ["--password", "--retain"] },
        { ["-P", "--message=x"], ["--password", "--message=x"] },
        { ["-P", "word"], ["--password=word"] },
        { ["-P", "-secret"], ["--password=-secret"] },
    };

    [Theory]
    [MemberData(nameof(Rewritings))]
    public void Each_option_becomes_one_unmistakable_argument(string[] args, string[] expected) => Assert.Equal(expected, LiteralArguments.Rewrite(args, Command()).Arguments);

    [Theory]
    [InlineData("-m")]
    [InlineData("-x")]
    [InlineData("-rx")]
    [InlineData("--")]
    [InlineData("-")]
    [InlineData("word")]
    [InlineData("--retain=true")]
    [InlineData("-m", "a", "--message", "b")]
    [InlineData("-topic")]
    [InlineData("-topic=a")]
    [InlineData("-retain")]
    public void What_cannot_be_meant_is_refused(params string[] args) =>
        Assert.Equal(FailureKind.Usage, Assert.Throws<MqttDemoException>(() => LiteralArguments.Rewrite(args, Command())).Kind);

    static RootCommand Command() =>
    [
        NewOption.Text("text", "", "--message", "-m"),
        NewOption.Texts("topic", "", "--topic", "-t"),
        NewOption.OptionalText("password", "", "--password", "-P"),
        NewOption.Flag("", "--retain", "-r"),
        NewOption.Flag("", "--debug", "-d"),
    ];
}
