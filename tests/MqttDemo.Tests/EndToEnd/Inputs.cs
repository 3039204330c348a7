using System.Text;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// Many messages from one input: topics, payloads and all the rest come out as they went in, and a wrong record hurts
/// no other.
/// </summary>
public sealed class Inputs
{
    public static TheoryData<string, string[], string> Usage => new()
    {
        {
            "two sources",
            ["-m", "a", "--json-lines"],
            "-m and --json-lines are two sources for the payload\nhint: give one of -m, -f, --json-lines, -s, -n"
        },
        { "two sources", ["-s", "--key-delimiter", ":"], "--key-delimiter and -s are two sources for the payload" },
        {
            "two topics",
            ["--json-lines", "--key-delimiter", ":"],
            "--json-lines and --key-delimiter both say what the topic is\nhint: give one"
        },
        {
            "no delimiter",
            ["--key-delimiter", ""],
            "--key-delimiter is empty: something must stand between topic and payload"
        },
        { "no delimiter", ["--json-lines", "--delimiter", ""], "--delimiter is empty" },
        { "two delimiters", ["--json-lines", "--delimiter", ";", "-0"], "-0 and --delimiter cannot be used together" },
        { "no records", ["-m", "a", "-0"], "-0 and --delimiter say where the records of -l end\nhint: add -l" },
        {
            "repeated records",
            ["--json-lines", "--repeat", "2"],
            "--repeat and --repeat-delay are for one message, not for the lines of --json-lines"
        },
        {
            "repeated records",
            ["--key-delimiter", ":", "--repeat-delay", "2"],
            "not for the lines of --key-delimiter\nhint: --rate says how many lines a second"
        },
        {
            "no times",
            ["-l", "--replay-speed", "2"],
            "--replay-speed goes by the times of recorded messages\nhint: add --json-lines"
        },
        {
            "two paces",
            ["--json-lines", "--replay-speed", "2", "--rate", "5"],
            "--rate and --replay-speed are two paces\nhint: give one"
        },
        { "two paces", ["-m", "a", "--repeat-delay", "2", "--rate", "5"], "--rate and --repeat-delay are two paces" },
        { "no rate", ["-l", "--rate", "0"], "--rate takes a number above 0, such as 10 or 0.5, not '0'" },
        { "no rate", ["-l", "--rate", "-1"], "--rate takes a number above 0, such as 10 or 0.5, not '-1'" },
        { "no rate", ["-l", "--rate", "1/s"], "not '1/s'" },
        {
            "no speed",
            ["--json-lines", "--replay-speed", "0"],
            "--replay-speed takes a number above 0, such as 10 or 0.5, not '0'"
        },
        {
            "no delay",
            ["-m", "a", "--repeat-delay", "4000001"],
            "--repeat-delay takes at most 4000000 seconds, not '4000001'"
        },
    };

    [Theory]
    [MemberData(nameof(Usage))]
    public async Task Options_that_contradict_each_other_are_reported_before_anything_is_connected(
        string what, string[] args, string sentence)
    {
        await using var broker = new ScriptedBroker();

        (await InProcess.PublishAsync(["-b", broker.Address, .. args])).ShouldFail(ExitCode.Usage, sentence);

        Assert.True(broker.IsQuiet, what);
    }

    public static TheoryData<string[], string, string> Good => new()
    {
        {
            ["--json-lines", "-t", "def"],
            """{"topic":"a/b","payload":"é\n","qos":2}"""
                + "\n\n"
                + """{"payload":null,"qos":0}"""
                + "\n"
                + """{"topic":"c","payloadBase64":"AP8=","retain":false}"""
                + "\n"
                + """{"topic":"d","payloadJson": [1, "x y"], "qos":1}""",
            "a/b 2 é\n|def 0 |c 1 \0\uFFFD|d 1 [1,\"x y\"]"
        },
        { ["--key-delimiter", ":"], "a:b:c\nd::\n\u00e9/f:g\r\nh:", "a 1 b:c|d 1 :|é/f 1 g\r|h 1 " },
        {
            ["--key-delimiter", ":", "-t", "def"],
            "a:b\n:c:d\nall payload\n\ne:",
            "a 1 b|def 1 c:d|def 1 all payload|def 1 |e 1 "
        },
        { ["--key-delimiter", "::", "-t", "def"], "a:b\n::c\n", "def 1 a:b|def 1 c" },
        { ["--key-delimiter", "->", "-0"], "a->b\nc\0d->e", "a 1 b\nc|d 1 e" },
        { ["-l", "--key-delimiter", " ", "--delimiter", ";;"], "a b ;;c  d;;", "a 1 b |c 1  d" },
        {
            ["--json-lines", "-0"],
            "{\n\"topic\":\"a\",\n\"payload\":\"b\"\n}\0{\"topic\":\"c\",\"payload\":\"d\"}\0",
            "a 1 b|c 1 d"
        },
        { ["--json-lines", "-l"], """{"topic":"a","payload":"b"}""", "a 1 b" },
        { ["--json-lines"], "", "" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Each_record_arrives_as_the_message_that_it_is(string[] args, string input, string expected) =>
        (await PublishAsync(args, input, expected.Length == 0 ? [] : expected.Split('|'))).ShouldBeSilentSuccess();

    [Fact]
    public async Task A_wrong_record_is_reported_with_its_place_and_the_others_arrive()
    {
        const string input = """
            {"topic":"a","payload":"1"}
            {"topic":"a","paylod":"2"}

            {"topic":"a/#","payload":"4"}
            {"topic":"a","payload":"5","qos":3}
            {"topic":"a","payload":"6"} and more
            {"topic":"a","payload":"7"}
            """;

        (await PublishAsync(["--json-lines"], input, ["a 1 1", "a 1 7"])).ShouldFail(
            ExitCode.Denied,
            "publisher: error: message 2 was not published: there is no key 'paylod'; did you mean 'payload'?\n"
            + "publisher: error: message 4 was not published: it cannot go to the topic 'a/#': the wildcards + and # "
            + "are for subscribers; a message goes to one topic\n"
            + "publisher: error: message 5 was not published: 'qos' must be 0, 1 or 2, not 3\n"
            + "publisher: error: message 6 was not published: it is not valid JSON at byte 29\n"
            + "2 sent, 2 acknowledged, 4 refused, 0 unfinished");
    }

    [Fact]
    public async Task A_line_without_the_key_delimiter_or_a_topic_is_reported_and_the_others_arrive() =>
        (await PublishAsync(["--key-delimiter", "\t"], "a\tb\nc d\n\te\nf\tg", ["a 1 b", "f 1 g"])).ShouldFail(
            ExitCode.Denied,
            "message 2 was not published: it has no '\\t' between topic and payload; -t names a topic for those that have none\n",
            "message 3 was not published: it has no topic; -t names a topic for those that have none\n2 sent, 2 "
            + "acknowledged, 2 refused, 0 unfinished");

    [Fact]
    public async Task A_topic_that_is_wrong_is_reported_also_where_there_is_one_for_records_without() =>
        (await PublishAsync(["--key-delimiter", ":", "-t", "def"], "a/+:b\n:c", ["def 1 c"])).ShouldFail(
            ExitCode.Denied, "message 1 was not published: it cannot go to the topic 'a/+': ",
            "1 sent, 1 acknowledged, 1 refused, 0 unfinished");

    [Fact]
    public async Task Many_wrong_records_are_counted_and_not_all_reported()
    {
        var result = await PublishAsync(
            ["--json-lines"], string.Concat(Enumerable.Repeat("{}\n", 100_000)) + """{"topic":"a","payload":"end"}""",
            ["a 1 end"]);

        result.ShouldFail(
            ExitCode.Denied, "message 10 was not published",
            "more messages were not published; the last line counts them\n1 sent, 1 acknowledged, 100000 refused");
        Assert.DoesNotContain("message 11 ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_control_character_of_a_topic_that_is_refused_does_not_reach_the_terminal()
    {
        var result = await PublishAsync(["--key-delimiter", ":"], "a\u001b[31m/+:x\n", []);

        result.ShouldFail(ExitCode.Denied, "the topic 'a\\x1b[31m/+'");
    }

    [Fact]
    public async Task Without_input_s_is_an_error_and_l_is_nothing_to_do()
    {
        await using var broker = await Mosquitto.StartAsync();

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-s"])).ShouldFail(
            ExitCode.InputOutput,
            "publisher: error: standard input is empty\nhint: -n publishes a message without payload\n");
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-l"])).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_reported_with_its_number_and_the_others_arrive()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("lines", "first\n");
        await using (var lines = File.OpenWrite(path))
        {
            // 300 MB of zeros, which take no room on the disk.
            lines.SetLength(300_000_000);
            lines.Seek(0, SeekOrigin.End);
            lines.Write("\nlast"u8);
        }

        (await PublishAsync(["-l", "-t", "t", "-f", path], "", ["t 1 first", "t 1 last"])).ShouldFail(
            ExitCode.Denied,
            "publisher: error: message 2 was not published: it is longer than a message can be (268435455 bytes); what "
            + "ends a message is chosen with --delimiter or -0\n",
            "2 sent, 2 acknowledged, 1 refused, 0 unfinished");
    }

    [Theory]
    [Trait("Length", "long")]
    [InlineData("-f giant", "the file 'giant' is longer than a message can be (268435455 bytes)")]
    [InlineData("-s < giant", "standard input is longer than a message can be (268435455 bytes)")]
    [InlineData("-s < <(exec cat giant)", "standard input is longer than a message can be (268435455 bytes)")]
    public async Task A_payload_that_is_too_long_is_refused_before_anything_is_connected(string source, string sentence)
    {
        using var folder = new TemporaryFolder();
        await using (var giant = File.Create(folder.File("giant")))
        {
            giant.SetLength(5_000_000_000);
        }

        await using var broker = new ScriptedBroker();
        await using var shell = App.Start(
            "bash", ["-c", $"\"$0\" \"$@\" {source}", Executables.Publisher, "-b", broker.Address, "-t", "t"],
            folder: folder.Path);

        (await shell.ExitAsync()).ShouldFail(ExitCode.Denied, $"publisher: error: {sentence}\n");

        Assert.True(broker.IsQuiet);
    }

    [Theory]
    [InlineData(268_435_430, "--user-property", "name=value")]
    [
        InlineData(
            268_435_410, "--user-property", "name=value", "--content-type", "text/plain", "--response-topic",
            "answers/here", "--correlation-data", "hex:0102")]
    public async Task A_payload_that_MQTT_can_carry_but_not_with_its_properties_is_refused_in_a_sentence(
        int length, params string[] properties)
    {
        using var folder = new TemporaryFolder();
        await using (var large = File.Create(folder.File("large")))
        {
            large.SetLength(length);
        }

        await using var broker = await Mosquitto.StartAsync();

        (
            await App.PublishAsync(
                ["-b", broker.Address, "-q", "1", "-t", "t", "-f", folder.File("large"), .. properties]))
            .ShouldFail(
            ExitCode.Denied,
            $"message 1 was not published: its {length} bytes of payload, with its topic and properties, are more than "
            + "MQTT can carry (268435455)\n0 sent, 0 acknowledged, 1 refused");
    }

    [Fact]
    public async Task Messages_of_a_file_are_read_from_it()
    {
        using var folder = new TemporaryFolder();
        (
            await PublishAsync(
                ["--json-lines", "-f", folder.File("day.jsonl", """{"topic":"a","payload":"b"}""")], "", ["a 1 b"]))
            .ShouldBeSilentSuccess();
        (await PublishAsync(["--key-delimiter", "=", "-f", folder.File("topics", "c=d\n")], "", ["c 1 d"]))
            .ShouldBeSilentSuccess();
    }

    /// <summary>
    /// Publishes at QoS 1, and asserts what arrives: topic, QoS and payload of each message, and no other.
    /// </summary>
    static async Task<AppResult> PublishAsync(string[] args, string input, string[] expected)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "#", "-q", "2", "--json", "-C", $"{expected.Length + 1}");

        var result = await App.PublishAsync(["-b", broker.Address, "-q", "1", .. args], Encoding.UTF8.GetBytes(input));
        (await App.PublishAsync(["-b", broker.Address, "-t", "end", "-q", "2", "-m", "."])).ShouldBeSilentSuccess();

        var received =
            (await subscriber.ExitAsync()).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(JsonLine.Parse)
                .ToArray();
        // The order between levels of QoS is not promised.
        Assert.Equal(
            expected.Append("end 2 .").Order(StringComparer.Ordinal),
            received.Select(
                message => $"{message.Topic} {message.QualityOfService} {Encoding.UTF8.GetString(message.Payload)}")
                .Order(StringComparer.Ordinal));
        return result;
    }
}
