using System.Buffers;
using System.Globalization;
using System.Text;
using CsCheck;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Formats.Templates;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;

namespace MqttDemo.Tests.CommandLine;

/// <summary>
/// The language of mosquitto_sub -F. What the C library does with a time was taken from the GNU C library.
/// </summary>
public sealed class TemplateTests
{
    /// <summary>Thursday, 15:07:09 in Central Europe.</summary>
    static readonly FixedTime Clock = new(
        new DateTimeOffset(2026, 3, 5, 14, 7, 9, TimeSpan.Zero).AddTicks(1234567), TimeSpan.FromHours(1), "CET");

    public static TheoryData<string, string, string> Cases => TemplateCases.All;

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_template_writes_a_message_as_mosquitto_sub_does(string template, string message, string expected) =>
        Assert.Equal(
            expected,
            Encoding.Latin1.GetString(Render(template, TemplateCases.Message(message), isForTerminal: false, Clock)));

    public static TheoryData<string, int, string, string> Dates => new()
    {
        {
            "2027-01-03T23:30:00Z",
            60,
            "CET",
            "Mon|Monday|Jan|January|Mon Jan  4 00:30:00 2027|20|04|01/04/27| 4|2027-01-04|27|2027|Jan|00|12|004| "
            + "0|12|01|30|AM|am|12:30:00 "
            + "AM|00:30|1799019000|00|00:30:00|1|01|01|1|01|01/04/27|00:30:00|27|2027|+0100|CET"
        },
        {
            "2024-12-30T03:04:05Z",
            -210,
            "XXX",
            "Sun|Sunday|Dec|December|Sun Dec 29 23:34:05 "
            + "2024|20|29|12/29/24|29|2024-12-29|24|2024|Dec|23|11|364|23|11|12|34|PM|pm|11:34:05 "
            + "PM|23:34|1735527845|05|23:34:05|7|52|52|0|52|12/29/24|23:34:05|24|2024|-0330|XXX"
        },
        {
            "2021-01-01T11:00:00Z",
            60,
            "CET",
            "Fri|Friday|Jan|January|Fri Jan  1 12:00:00 2021|20|01|01/01/21| "
            + "1|2021-01-01|20|2020|Jan|12|12|001|12|12|01|00|PM|pm|12:00:00 "
            + "PM|12:00|1609498800|00|12:00:00|5|00|53|5|00|01/01/21|12:00:00|21|2021|+0100|CET"
        },
        {
            "2026-12-27T00:00:01Z",
            0,
            "UTC",
            "Sun|Sunday|Dec|December|Sun Dec 27 00:00:01 2026|20|27|12/27/26|27|2026-12-27|26|2026|Dec|00|12|361| "
            + "0|12|12|00|AM|am|12:00:01 "
            + "AM|00:00|1798329601|01|00:00:01|7|52|52|0|51|12/27/26|00:00:01|26|2026|+0000|UTC"
        },
        {
            "2023-12-31T10:00:00Z",
            840,
            "LINT",
            "Mon|Monday|Jan|January|Mon Jan  1 00:00:00 2024|20|01|01/01/24| 1|2024-01-01|24|2024|Jan|00|12|001| "
            + "0|12|01|00|AM|am|12:00:00 "
            + "AM|00:00|1704016800|00|00:00:00|1|00|01|1|01|01/01/24|00:00:00|24|2024|+1400|LINT"
        },
        {
            "2020-02-29T12:59:59Z",
            -30,
            "XXX",
            "Sat|Saturday|Feb|February|Sat Feb 29 12:29:59 "
            + "2020|20|29|02/29/20|29|2020-02-29|20|2020|Feb|12|12|060|12|12|02|29|PM|pm|12:29:59 "
            + "PM|12:29|1582981199|59|12:29:59|6|08|09|6|08|02/29/20|12:29:59|20|2020|-0030|XXX"
        },
    };

    [Theory]
    [MemberData(nameof(Dates))]
    public void A_time_is_written_as_by_strftime(string utc, int minutes, string zone, string expected)
    {
        var clock = new FixedTime(
            DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture), TimeSpan.FromMinutes(minutes), zone);
        const string template =
            "@a|@A|@b|@B|@c|@C|@d|@D|@e|@F|@g|@G|@h|@H|@I|@j|@k|@l|@m|@M|@p|@P|@r|@R|@s|@S|@T|@u|@U|@V|@w|@W|@x|@X|@y|@Y|@z|@Z";

        Assert.Equal(
            expected + "\n",
            Encoding.UTF8.GetString(Render(template, TemplateCases.Message("plain"), isForTerminal: false, clock)));
    }

    public static TheoryData<string, string, string> Shown => new()
    {
        { "\\e[92m%t\\e[0m %p", "hostile", "\u001b[92ma\\x1b[2J\u001b[0m \\x07\n  \\xff\n" },
        { "%C|%R|%D|%P", "hostile", "\\x1bc|\\x1br|\\x1bd|\\x1bn:\\x1bv\n" },
        { "%10t|%-4.1t|%3C", "hostile", "     a\\x1b[2J|a   | \\x1bc\n" },
        { "%5p|%x", "hostile", "  \\x07\n\\xff|070aff\n" },
        { "%t %p", "kept", "naïve/☃ ☃!\n" },
    };

    [Theory]
    [MemberData(nameof(Shown))]
    public void In_a_terminal_the_template_may_drive_it_and_the_message_may_not(
        string template, string message, string expected) =>
        Assert.Equal(
            expected,
            Encoding.UTF8.GetString(Render(template, TemplateCases.Message(message), isForTerminal: true, Clock)));

    public static TheoryData<string, string> Mistakes => new()
    {
        { "%", "the template ends in the middle of '%'" },
        { "%t %", "the template ends in the middle of '%'" },
        { "%-05.3", "the template ends in the middle of '%-05.3'" },
        { "%.2:", "the template ends in the middle of '%.2:'" },
        { "abc\\", "the template ends in the middle of '\\'" },
        { "abc@", "the template ends in the middle of '@'" },
        { "%t %k", "at character 5: '%k' is not a code" },
        { "%s", "at character 2: '%s' is not a code" },
        { "%0-5p", "at character 4: '%0-5' is not a code" },
        { "%☃", "at character 2: '%☃' is not a code" },
        { "%🦊", "at character 2: '%🦊' is not a code" },
        { "100% sure", "at character 6: '% s' is not a code" },
        { "%::t", "at character 3: '%::' is not a code" },
        { "@q", "at character 2: '@q' is not part of a time" },
        { "@Y@E", "at character 4: '@E' is not part of a time" },
        { "\\z", "at character 2: '\\z' is not an escape" },
        { "ab\\x41", "at character 4: '\\x' is not an escape" },
        { "%268435456p", "at character 10: '%268435456' is too large" },
        { "%99999999999999999999p", "at character 10: '%999999999' is too large" },
        { "%.10000t", "at character 7: '%.10000' is too large" },
        { "%@k", "at character 3: '%@k' is not a code" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_reported_with_its_place(string template, string sentence)
    {
        var mistake = Assert.Throws<MqttDemoException>(() => Template.Parse(template));

        Assert.Equal(FailureKind.Usage, mistake.Kind);
        Assert.Contains(sentence, mistake.Message, StringComparison.Ordinal);
        Assert.NotNull(mistake.Hint);
    }

    [Theory]
    [InlineData("%f", "plain", "the payload on topic 'a/b' cannot be shown as %f: it has 5 bytes, not 4")]
    [InlineData("%d", "float", "the payload on topic 'a/b' cannot be shown as %d: it has 4 bytes, not 8")]
    [InlineData("%d", "empty", "the payload on topic 'a/b' cannot be shown as %d: it has 0 bytes, not 8")]
    [InlineData("%J", "plain", "the payload on topic 'a/b' is not valid JSON")]
    [InlineData("%J", "binary", "the payload on topic 'a/b' is not valid JSON")]
    public void A_message_that_does_not_suit_its_code_is_reported_and_the_rest_is_written(
        string template, string message, string sentence)
    {
        var error = new StringWriter();

        Assert.Equal(
            "[]\n", Encoding.UTF8.GetString(
                Render($"[{template}]", TemplateCases.Message(message), isForTerminal: false, Clock, error)));
        Assert.Equal($"subscriber: warning: {sentence}\n", error.ToString());
    }

    [Fact]
    public void All_times_of_one_message_are_one_time()
    {
        var parts = Encoding.UTF8.GetString(
            Render("%U %U @s.@N", TemplateCases.Message("plain"), isForTerminal: false, TimeProvider.System))
            .Trim()
            .Split(' ');

        Assert.Equal([parts[0], parts[0]], parts[1..]);
    }

    /// <summary>Small sizes, so that the property tests nothing but templates.</summary>
    static readonly Gen<string> AnyTemplate = Gen.OneOf(
        Gen.String,
        OneOf(
            "%", "@", "\\", "-", "0", ".", "5", "12", ":", " ", "☃", "p", "t", "x", "X", "j", "J", "f", "d", "P", "D",
            "C", "I", "U", "S", "R", "N", "e", "Z", "c", "%%", "@@")
            .Array[0, 12].Select(string.Concat));

    [Fact]
    public void Any_template_is_refused_in_a_sentence_or_writes_any_message() =>
        Gen.Select(AnyTemplate, OneOf(TemplateCases.Names), Gen.Bool).Sample((text, message, isForTerminal) =>
    {
        Template template;
        try
        {
            template = Template.Parse(text);
        }
        catch (MqttDemoException e)
        {
            return e.Kind == FailureKind.Usage && e.Message.Contains("template", StringComparison.Ordinal);
        }

        var output = new ArrayBufferWriter<byte>();
        Format(template, isForTerminal, Clock, TextWriter.Null).Write(
            new ReceivedMessage(TemplateCases.Message(message), 1), output);
        return output.WrittenSpan[^1] == '\n';
    }, iter: 50_000);

    static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    static byte[] Render(
        string template, MqttPublishPacket packet, bool isForTerminal, TimeProvider time, TextWriter? error = null)
    {
        var output = new ArrayBufferWriter<byte>();
        Format(Template.Parse(template), isForTerminal, time, error ?? TextWriter.Null).Write(
            new ReceivedMessage(packet, 1), output);
        return output.WrittenSpan.ToArray();
    }

    static IMessageFormat Format(Template template, bool isForTerminal, TimeProvider time, TextWriter error) =>
        MessageFormat.Create(
        new(OutputFormat.Template, EndsLines: true, File: null, Template: template),
        isForTerminal ? OutputKind.Terminal : OutputKind.Stream,
        new Messages("subscriber", error), time);
}
