using CsCheck;
using MqttDemo.Config;
using MqttDemo.Subscriber.Commands;

namespace MqttDemo.Tests.Subscriber;

public sealed class CommandWordsTests
{
    public static TheoryData<string, string[], char?> Commands => new()
    {
        { "jq .a", ["jq", ".a"], null },
        { "  a \t b\nc ", ["a", "b", "c"], null },
        { "a 'b c' \"d e\"", ["a", "b c", "d e"], null },
        { "a'b 'c\" d\"e", ["ab c de"], null },
        { "a '' \"\"", ["a", "", ""], null },
        { "a b\\ c", ["a", "b c"], null },
        { "a '\\n\"'", ["a", "\\n\""], null },
        { "a \"\\n\\\"\\\\'\"", ["a", "\\n\"\\'"], null },
        { "a \\'", ["a", "'"], null },
        { "a > b", ["a", ">", "b"], '>' },
        { "a | b", ["a", "|", "b"], '|' },
        { "a $HOME; b", ["a", "$HOME;", "b"], '$' },
        { "a '$HOME' \"|\" \\;", ["a", "$HOME", "|", ";"], null },
        { "a *.txt", ["a", "*.txt"], '*' },
        { "a b? [c]", ["a", "b?", "[c]"], '?' },
        { "a ~/b", ["a", "~/b"], '~' },
        { "a b~ '~' '*?['", ["a", "b~", "~", "*?["], null },
        { "a \"$b\"", ["a", "$b"], '$' },
        { "a \"`b`\" '`b`'", ["a", "`b`", "`b`"], '`' },
        { "größe 'ü ö'", ["größe", "ü ö"], null },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_split_as_a_shell_would_and_nothing_is_expanded(
        string command, string[] words, char? shellOnly)
    {
        var split = CommandWords.Split(command);

        Assert.Equal(words, split.Words);
        Assert.Equal(shellOnly, split.ShellOnly);
    }

    public static TheoryData<string, string[]> WindowsCommands => new()
    {
        { @"C:\windows\system32\cmd.exe /c echo", [@"C:\windows\system32\cmd.exe", "/c", "echo"] },
        { @"""C:\Program Files\a b\x.exe"" c\", [@"C:\Program Files\a b\x.exe", @"c\"] },
        { @"'C:\Program Files\' \\server\share", [@"C:\Program Files\", @"\\server\share"] },
        { @"a ""C:\b\\"" ""say \""hi\""""", ["a", @"C:\b\", @"say ""hi"""] },
        { @"a \""b \\""c d""", ["a", @"""b", @"\c d"] },
    };

    [Theory]
    [MemberData(nameof(WindowsCommands))]
    public void On_Windows_a_backslash_stands_between_folders_unless_a_quote_follows(string command, string[] words) =>
        Assert.Equal(words, CommandWords.Split(command, isWindows: true).Words);

    [Fact]
    public void On_Windows_a_quote_that_a_backslash_has_taken_is_reported()
    {
        var failure = Assert.Throws<MqttDemoException>(() => CommandWords.Split(@"""C:\a\"" b", isWindows: true));

        Assert.Equal("--exec: the \" at character 1 is not closed", failure.Message);
    }

    [Theory]
    [InlineData("", "--exec needs a command")]
    [InlineData("  ", "--exec needs a command")]
    [InlineData("''", "--exec needs a command")]
    [InlineData("a 'b", "the ' at character 3 is not closed")]
    [InlineData("\"", "the \" at character 1 is not closed")]
    [InlineData("a \"b\\\"", "the \" at character 3 is not closed")]
    [InlineData("a \\", "the \\ at its end is followed by nothing")]
    public void What_is_left_open_is_reported_with_its_place(string command, string sentence)
    {
        var failure = Assert.Throws<MqttDemoException>(() => CommandWords.Split(command));

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quoted_words_come_back_as_they_were() =>
        Gen.String.Array[1, 5].Where(words => words[0].Length > 0).Sample(words =>
    {
        var single = words.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        var twofold = words.Select(
            word =>
                $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        Assert.Equal(words, CommandWords.Split(string.Join(' ', single)).Words);
        Assert.Equal(words, CommandWords.Split(string.Join(' ', twofold)).Words);
    });

    [Fact]
    public void Whatever_is_typed_is_split_or_refused() =>
        Gen.String[Gen.OneOf(Gen.Char["ab '\"\\ \t|$"], Gen.Char), 0, 30].Sample(command =>
    {
        try
        {
            Assert.NotEmpty(CommandWords.Split(command).Words);
        }
        catch (MqttDemoException e)
        {
            Assert.Equal(FailureKind.Usage, e.Kind);
        }
    });
}
