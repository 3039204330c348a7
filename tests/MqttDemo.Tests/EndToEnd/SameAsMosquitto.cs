using System.Text;
using System.Text.RegularExpressions;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>The same command line prints the same bytes as mosquitto_sub 2.0.11 of Debian.</summary>
public sealed partial class SameAsMosquitto(SideBySide sideBySide) : IClassFixture<SideBySide>
{
    const string All = "text/# json/# bytes/# kept/# props/# large/#";

    /// <summary>
    /// Among others mosquitto_sub shows a message of QoS 2 later, when its handshake is done; we show it when it comes,
    /// and acknowledge it then.
    /// </summary>
    const string Twice = "text/twice bytes/broken";

    public static TheoryData<string, SideBySide.CommandLine[]> Lines => new()
    {
        {
            "payload and topic",
            [
                new(All), new(All, "-N"), new(All, "-V", "5"), new($"{All} empty/#", "-v"), new(All, "-v", "-N"),
                new(All, "-q", "1", "-v"), new(Twice, "-q", "2", "-v"), new(All, "-q", "1", "-N"),
                new("#", "-T", "empty/#", "-T", "large/#"), new("+/naïve/☃", "-v"), new("kept/#", "-v", "-q", "1"),
                new("large/#", "-N"), new("text/# bytes/#", "-v", "-T", "text/lines"),
            ]
        },
        {
            "templates for payloads",
            [
                new($"{All} empty/#", "-F", "%p"), new($"{All} empty/#", "-F", "%p", "-N"),
                new($"{All} empty/#", "-F", "%x"), new($"{All} empty/#", "-F", "%X", "-N"),
                new("#", "-F", "[%8p]"), new("#", "-F", "[%-8p]"), new("#", "-F", "[%08p]"), new("#", "-F", "[%-08p]"),
                new("#", "-F", "[%3p]"), new("#", "-F", "[%.3p]"),
                new("#", "-F", "%t\\0%p\\0", "-N"), new("#", "-F", "\\e[92m%t \\e[96m%p\\e[0m"),
            ]
        },
        {
            "templates for headers",
            [
                new("#", "-F", "%t"), new("#", "-F", "[%20t]"), new("#", "-F", "[%-20t]"), new("#", "-F", "[%020t]"),
                new("json/# bytes/#", "-F", "[%.3t]"), new("json/# bytes/#", "-F", "[%-.3t]"),
                new("json/# bytes/#", "-F", "[%10.3t][%-10.3t][%10.10t][%.0t]"), new("#", "-F", "%l"),
                new("#", "-F", "[%5l][%-5l][%05l][%.2l]"), new("#", "-F", "%q %r %m", "-q", "1"),
                new(Twice, "-F", "%q %r %m", "-q", "2"),
                new("#", "-F", "[%5q][%-5r][%5m][%-5m][%05m]", "-q", "1"), new("#", "-F", ""),
            ]
        },
        {
            "templates for properties",
            [
                new("props/#", "-V", "5", "-F", "%C %D %E %F %P %R"),
                new("props/#", "-V", "5", "-F", "[%A][%S][%5A][%05S]"),
                new("props/#", "-V", "5", "-F", "[%15C][%-15C][%.4C][%015C]"),
                new("props/#", "-V", "5", "-F", "[%8E][%-8E][%08E][%.2E]"),
                new("props/#", "-V", "5", "-F", "[%3F][%-3F][%03F]"),
                new("props/#", "-V", "5", "-F", "[%8R][%-8R][%.1R]"),
                new("props/#", "-V", "5", "-F", "[%9D][%9P]"), new("#", "-V", "5", "-F", "%C%D%E%F%P%R"),
                new("#", "-V", "311", "-F", "[%A][%3C][%D][%3E][%03F][%P][%R][%3S]"),
            ]
        },
        {
            "escapes and signs",
            [
                new("text/#", "-F", "a\\\\b\\a\\n\\r\\t\\v\\e\\0c"), new("text/#", "-F", "%% @@ %5% 100%%"),
                new("text/#", "-F", "plain ☃ text"), new("text/#", "-F", "%t%t%t", "-v"),
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_command_line_prints_the_same_bytes(string what, SideBySide.CommandLine[] lines) =>
        AssertSame(what, await sideBySide.RunAsync(lines), theirs => theirs, ours => ours);

    static readonly SideBySide.CommandLine[] Times =
    [
        new("text/#", "-F", "%I"), new("text/#", "-F", "[%30I][%-30I][%.10I]"), new("text/#", "-F", "%U"),
        new("text/#", "-F", "@N"), new("text/#", "-F", "@Y-@m-@dT@H:@M:@S@z : %t : %x"),
        new("text/#", "-F", "@a|@A|@b|@B|@c|@C|@d|@D|@e|@F|@g|@G|@h"),
        new("text/#", "-F", "@H|@I|@j|@k|@l|@m|@M|@n|@p|@P|@r|@R|@s"),
        new("text/#", "-F", "@S|@t|@T|@u|@U|@V|@w|@W|@x|@X|@y|@Y|@z|@Z|@%"),
    ];

    [Fact]
    public async Task A_time_has_the_same_shape() =>
        AssertSame("times", await sideBySide.RunAsync(Times), Shape, Shape);

    static readonly SideBySide.CommandLine[] Json =
    [
        new("text/# json/# empty/# kept/text", "-F", "%j"), new("text/# json/# empty/#", "-F", "%j", "-q", "1"),
        new(Twice, "-F", "%j", "-q", "2", "-T", "bytes/#"), new("text/# json/#", "-F", "%t %j|%l", "-N"),
        new("props/#", "-V", "5", "-F", "%j", "-T", "props/user"),
        new("json/# empty/#", "-F", "%J"), new("json/# text/#", "-F", "%J %t"),
    ];

    /// <summary>
    /// 2.1 writes the time without a Z before its offset, retain as true or false and user-properties as an array; so
    /// do we.
    /// </summary>
    [Fact]
    public async Task JSON_is_that_of_mosquitto_2_1() => AssertSame(
        "JSON",
        await sideBySide.RunAsync(Json),
        theirs => TimestampShape().Replace(theirs, "TIME$1").Replace("TIMEZ", "TIME", StringComparison.Ordinal)
            .Replace("\"retain\":0", "\"retain\":false", StringComparison.Ordinal).Replace(
                "\"retain\":1", "\"retain\":true", StringComparison.Ordinal)
            .Replace(
                "\"user-properties\":{\"k\":\"v\"}", "\"user-properties\":[{\"k\":\"v\"}]", StringComparison.Ordinal),
        ours => TimestampShape().Replace(ours, "TIME$1"));

    public static TheoryData<string, SideBySide.CommandLine, string, string> OnPurpose => new()
    {
        {
            "an empty payload is an empty line, as what was published line by line comes out line by line",
            new("empty/# text/plain"),
            "hello\n",
            "hello\n\n\n"
        },
        {
            "-v -N does not hide an empty payload",
            new("empty/# text/plain", "-v", "-N"),
            "text/plain hello",
            "text/plain helloempty/none (null)empty/once (null)"
        },
        {
            "a text is not cut in the middle of a character",
            new("+/naïve/#", "-F", "%.8t|"),
            "text/na\u00c3|\n",
            "text/na|\n"
        },
        { "%-p adds no blanks that nobody asked for", new("json/number", "-F", "[%-p]"), "[42  ]\n", "[42]\n" },
        { "a width of %x counts as in 2.1", new("json/number", "-F", "[%8x]"), "[      34]\n", "[    3432]\n" },
        { "groups of digits as in 2.1", new("json/number", "-F", "%.1x"), "3432\n", "3 4 3 2\n" },
    };

    [Theory]
    [MemberData(nameof(OnPurpose))]
    public async Task What_differs_differs_on_purpose(
        string what, SideBySide.CommandLine line, string theirs, string ours)
    {
        var run = Assert.Single(await sideBySide.RunAsync([line]));

        Assert.Equal(
            (what, theirs, ours), (what, Encoding.Latin1.GetString(run.Theirs), Encoding.Latin1.GetString(run.Ours)));
    }

    /// <summary>Latin 1 keeps every byte apart.</summary>
    static void AssertSame(
        string what, (SideBySide.CommandLine Line, byte[] Theirs, byte[] Ours)[] runs, Func<string, string> theirShape,
        Func<string, string> ourShape)
    {
        Assert.NotEmpty(runs);
        Assert.All(runs, run =>
        {
            var (theirs, ours) =
                (theirShape(Encoding.Latin1.GetString(run.Theirs)), ourShape(Encoding.Latin1.GetString(run.Ours)));
            Assert.True(
                theirs == ours,
                $"{what}: {run.Line}\nmosquitto_sub: {Near(theirs, ours)}\nsubscriber:    {Near(ours, theirs)}");
        });
    }

    /// <summary>Where two texts begin to differ.</summary>
    static string Near(string text, string other)
    {
        var at = Math.Max(0, text.AsSpan().CommonPrefixLength(other) - 40);
        return $"{text.Length} bytes, ...{text.Substring(at, Math.Min(160, text.Length - at))}";
    }

    static string Shape(string text) => Digits().Replace(text, "9");

    /// <summary>Blanks too: they take the place of leading zeros.</summary>
    [GeneratedRegex("[ 0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex("""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z?)(?=[+-]\d{4}")""")]
    private static partial Regex TimestampShape();
}
