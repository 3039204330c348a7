using System.Text;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>Bad input: a clear sentence, the documented exit code, and nothing half done.</summary>
public sealed class BadInput
{
    const string ReadFile = "file (standard input is /dev/stdin, a file of that name ./-)";

    public static TheoryData<string, string[], string> Usage => new()
    {
        { "publisher", ["--colour"], "there is no option --colour" },
        { "publisher", ["--topik", "a"], "did you mean --topic?" },
        { "publisher", ["-j"], "there is no option -j" },
        { "publisher", ["-m"], "-m needs a value: text" },
        { "publisher", ["hello"], "unexpected argument 'hello'" },
        { "publisher", ["[x]"], "unexpected argument '[x]'" },
        { "publisher", ["-r", "true"], "unexpected argument 'true'" },
        { "publisher", ["--retain=true"], "--retain takes no value" },
        { "publisher", ["-t", "a", "-t", "b"], "--topic is given twice" },
        { "publisher", ["-t", "a/+"], "the wildcards + and # are for subscribers" },
        { "publisher", ["-t", "a/#"], "the wildcards + and # are for subscribers" },
        { "publisher", ["-t", ""], "it is empty" },
        { "publisher", ["-t", new string('x', 65536)], "it is longer than 65535 bytes" },
        { "publisher", ["-q", "3"], "--qos takes 0, 1 or 2, not '3'" },
        { "publisher", ["-p", "0"], "--port takes a whole number from 1 to 65535, not '0'" },
        { "publisher", ["-p", "70000"], "--port takes a whole number from 1 to 65535, not '70000'" },
        { "publisher", ["-b", "host:70000"], "port 70000 is not a number from 1 to 65535" },
        { "publisher", ["-b", "user:word@host"], "a user name and a password go into a URL" },
        { "publisher", ["-b", "host:"], "nothing follows the ':', where its port belongs" },
        { "publisher", ["-b", "host:1883/"], "what has a '/' is a URL: mqtt://HOST:PORT/TOPIC" },
        { "publisher", ["-b", "host,1883"], "1883 alone is a port, and its host is missing: localhost:1883" },
        { "publisher", ["-b", "mqtt://1883"], "1883 alone is a port, and its host is missing: localhost:1883" },
        { "publisher", ["-b", "\u201Chost\u201D"], "it has typographic quotes, which are no quotes to a shell" },
        { "publisher", ["--psk", "00"], "mosquitto's --psk is not supported here" },
        {
            "publisher",
            ["-p", "http"],
            "--port takes a whole number from 1 to 65535 (a password goes with -P), not 'http'"
        },
        { "publisher", ["-b", "http://host"], "'http' is not one of mqtt, tcp" },
        { "publisher", ["-m", "a", "-n"], "-m and -n are two sources for the payload" },
        { "publisher", ["-f", "a", "-s"], "-f and -s are two sources for the payload" },
        { "publisher", ["-l", "-m", "a"], "-m and -l are two sources for the payload" },
        { "publisher", ["--delimiter", ";"], "add -l" },
        { "publisher", ["-l", "--delimiter", ""], "--delimiter is empty" },
        { "publisher", ["-l", "--repeat", "2"], "--repeat and --repeat-delay are for one message" },
        { "publisher", ["--repeat", "0"], "--repeat takes a whole number from 1, not '0'" },
        { "publisher", ["-c"], "keeping the session (-c) needs a client id of your own" },
        { "publisher", ["-i", "a", "-I", "b"], "cannot be used together" },
        { "publisher", ["-k", "70000"], "--keepalive takes a whole number of seconds from 0 to 65535, not '70000'" },
        { "publisher", ["-M", "0"], "--max-inflight takes a whole number from 1 to 65535, not '0'" },
        { "publisher", ["-V", "4"], "--protocol-version takes 5, 311 or 31, not '4'" },
        { "publisher", ["-x", "-2"], "--session-expiry takes 0 to 4294967295 seconds, or -1 forever, not '-2'" },
        {
            "publisher",
            ["--connect-timeout", "0"],
            "--connect-timeout takes more than 0 and at most 86400 seconds, not '0'"
        },
        { "publisher", ["-P", "secret", "-V", "31"], "a password without a user name needs MQTT 5" },
        { "publisher", ["-u", "me", "-P"], "there is no terminal to ask on" },
        { "publisher", ["--profile", "none"], "there is no profile 'none'" },
        { "subscriber", ["-U", "a"], "-U ends a subscription of a kept session, and this session is new" },
        {
            "subscriber",
            ["-U", "a", "-c", "-i", "me"],
            "-U would leave the session with a subscription that nobody asked for"
        },
        { "subscriber", ["-t", "a/#/b"], "'#' stands for all the rest" },
        { "subscriber", ["-t", "++"], "'+' stands for a whole level" },
        { "subscriber", ["-t", ""], "is not a topic filter: it is empty" },
        { "subscriber", ["-t", "$share/group"], "a shared subscription is written $share/GROUP/FILTER" },
        { "subscriber", ["-T", "a#"], "'#' stands for all the rest" },
        { "subscriber", ["-C", "0"], "--count takes a whole number from 1, not '0'" },
        { "subscriber", ["-C", "99999999999"], "--count takes a whole number from 1 to 2147483647, not '99999999999'" },
        { "subscriber", ["-W", "-1"], "--timeout takes more than 0 and at most" },
        { "subscriber", ["--json", "-v"], "verbose and json are two formats" },
        { "subscriber", ["--hex", "--base64"], "hex and base64 are two formats" },
        { "subscriber", ["-F", "%p", "--json"], "template and json are two formats" },
        { "subscriber", ["-F", "%t %k"], "invalid template at character 5: '%k' is not a code" },
        { "subscriber", ["-F", "%t\\z"], "invalid template at character 4: '\\z' is not an escape" },
        { "subscriber", ["--template=@Y@E"], "invalid template at character 4: '@E' is not part of a time" },
        { "subscriber", ["-F", "%-05"], "the template ends in the middle of '%-05'" },
        { "subscriber", ["--pretty"], "--pretty is for JSON" },
        { "subscriber", ["--output", "a", "--output-dir", "b"], "--output and --output-dir are two places" },
        { "subscriber", ["--format", "%t"], "a template goes with -F" },
        { "subscriber", ["--format", "xml"], "--format takes sentence, payload" },
    };

    [Theory]
    [InlineData("subscriber", "--output", "file (without it messages go to standard output, a file of that name ./-)")]
    [InlineData("publisher", "--file", "file (-s publishes standard input, a file of that name ./-)")]
    [InlineData("publisher", "--cafile", ReadFile)]
    [InlineData("subscriber", "--cert", ReadFile)]
    [InlineData("publisher", "--key", ReadFile)]
    [InlineData("subscriber", "--password-file", ReadFile)]
    [InlineData("publisher", "--will-file", ReadFile)]
    [InlineData("subscriber", "--options-file", ReadFile)]
    [InlineData("publisher", "--config", ReadFile)]
    [InlineData("publisher", "--tls-keylog", "file (standard error is /dev/stderr, a file of that name ./-)")]
    [InlineData("subscriber", "--output-dir", "folder (a folder of that name is ./-)")]
    public async Task A_file_that_is_called_as_a_stream_of_the_process_is_not_taken(
        string app, string option, string expected)
    {
        await using var program = App.Start(
            app == "publisher" ? Executables.Publisher : Executables.Subscriber,
            ["-b", "localhost:1", "-t", "x", option, "-"]);

        (await program.FinishAsync()).ShouldFail(
            ExitCode.Usage, $"{app}: error: {option} takes the path of a {expected}, not '-'\nhint: ");
    }

    [Theory]
    [InlineData("-f", "/no/such/file", "the file '/no/such/file' cannot be read: it does not exist")]
    [InlineData("-f", "/", "the file '/' cannot be read: it is a folder")]
    [InlineData("--config", "/", "the config file / cannot be read: it is a folder")]
    [
        InlineData(
            "--password-file", "/no/such/file", "the password file /no/such/file cannot be read: it does not exist")]
    [InlineData("--options-file", "/", "the options file / cannot be read: it is a folder")]
    [InlineData(
        "--cafile",
        "/",
        "the CA file / cannot be read: it is a folder\nhint: trust all certificates in it with --capath /")]
    public async Task A_file_that_cannot_be_read_ends_with_7_and_says_why(
        string option, string path, string sentence) =>
        (await InProcess.PublishAsync(["-b", "localhost", "-u", "me", option, path])).ShouldFail(
            ExitCode.InputOutput, sentence);

    [Fact]
    public async Task A_folder_that_cannot_be_made_ends_with_7_and_says_why()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc takes no folder");
        (await InProcess.SubscribeAsync("-b", "localhost:1", "--output-dir", "/proc/x")).ShouldFail(
            ExitCode.InputOutput, "the folder '/proc/x' cannot be written: no folder can be made in '/proc'\n");
    }

    [Theory]
    [InlineData("-b")]
    [InlineData("-A")]
    public async Task A_host_name_that_nobody_can_have_ends_with_3(string option) =>
        (
            await InProcess.PublishAsync(
                [.. option == "-A" ? (string[])["-b", "localhost:1"] : [], option, new string('a', 255)]))
            .ShouldFail(ExitCode.Unreachable, "does not resolve");

    [Theory]
    [MemberData(nameof(Usage))]
    public async Task Flags_that_make_no_sense_end_with_2(string app, string[] args, string sentence)
    {
        var result = await InProcess.RunAsync(app, args);

        result.ShouldFail(ExitCode.Usage, $"{app}: error: ", sentence);
    }

    /// <summary>An option misunderstood: the whole error, because its hint is what helps.</summary>
    public static TheoryData<string, string[], string> Misunderstandings => new()
    {
        { "publisher", ["-topic", "-m", "x"], "there is no option -topic\nhint: did you mean --topic?\n" },
        { "publisher", ["-topic=a", "-m", "x"], "there is no option -topic\nhint: did you mean --topic?\n" },
        { "publisher", ["-message", "x"], "there is no option -message\nhint: did you mean --message?\n" },
        { "publisher", ["request", "-timeout", "1"], "there is no option -timeout\nhint: did you mean --timeout?\n" },
        { "subscriber", ["-help"], "there is no option -help\nhint: did you mean --help?\n" },
        {
            "publisher",
            ["-b", "localhost:1", "request"],
            "unexpected argument 'request'\nhint: request comes before the options\n"
        },
        { "subscriber", ["help"], "unexpected argument 'help'\nhint: did you mean --help?\n" },
        {
            "publisher",
            ["-m", "Hello", "MQTT"],
            "unexpected argument 'MQTT'\nhint: put a value with spaces in quotes: -m 'Hello MQTT'\n"
        },
        {
            "publisher",
            ["-h", "broker", "1883", "-m", "x"],
            "unexpected argument '1883'\nhint: a port goes with -p: -p 1883\n"
        },
        {
            "subscriber",
            ["-t", "a/#/b"],
            "'a/#/b' is not a topic filter: '#' stands for all the rest, so it must be the last level and alone in "
            + "it\n"
        },
        {
            "subscriber",
            ["-T", "a#"],
            "'a#' is not a topic filter: '#' stands for all the rest, so it must be the last level and alone in it\n"
        },
        {
            "subscriber",
            ["my/topic"],
            "unexpected argument 'my/topic'\nhint: put a value after its option, in quotes if it contains spaces: -t "
            + "'my/topic'\n"
        },
        { "subscriber", ["-h", "a", "-L", "mqtt://b/c"], "--broker is given twice: -L is another name for it\n" },
        {
            "publisher",
            ["-m"],
            "-m needs a value: text\nhint: quote what a shell removes: -m \"$VALUE\" for a variable that may be empty, "
            + "-m '#' for a #\n"
        },
        {
            "subscriber",
            ["-v", "-t"],
            "-t needs a value: filter\nhint: quote what a shell removes: -t \"$VALUE\" for a variable that may be "
            + "empty, -t '#' for a #\n"
        },
        {
            "subscriber",
            ["--topic"],
            "--topic needs a value: filter\nhint: quote what a shell removes: --topic \"$VALUE\" for a variable that "
            + "may be empty, --topic '#' for a #\n"
        },
        { "publisher", ["-p"], "-p needs a value: number\nhint: --help port says more\n" },
        {
            "publisher",
            ["-p", "-t", "my/t", "-m", "x"],
            "-p has taken '-t' for its value, and so 'my/t' belongs to nothing\nhint: -p needs a value of its own: "
            + "number\n"
        },
        {
            "subscriber",
            ["-t", "my", "topic"],
            "unexpected argument 'topic'\nhint: did you mean --topic? Put a value with spaces in quotes: -t 'my "
            + "topic'\n"
        },
        {
            "subscriber",
            ["-b", "localhost:1", "house"],
            "unexpected argument 'house'\nhint: put a value after its option, in quotes if it contains spaces: -t "
            + "'my/topic'\n"
        },
        {
            "publisher",
            ["-q", "1", "house"],
            "unexpected argument 'house'\nhint: put a value after its option, in quotes if it contains spaces: -m "
            + "'Hello MQTT'\n"
        },
        {
            "subscriber",
            ["-t", "my", "house"],
            "unexpected argument 'house'\nhint: put a value with spaces in quotes: -t 'my house'\n"
        },
        {
            "subscriber",
            ["\u2013t", "a"],
            "unexpected argument '\u2013t'\nhint: it begins with a typographic dash, not with the '-' of an option: "
            + "-t\n"
        },
        {
            "publisher",
            ["-u", "me", "-p", "secret"],
            "--port takes a whole number from 1 to 65535 (a password goes with -P), not 'secret'\nhint: --help port "
            + "says more\n"
        },
        {
            "subscriber",
            ["-h"],
            "-h needs a value: address\nhint: -h is the host here, as in mosquitto; --help shows what there is\n"
        },
        {
            "subscriber",
            ["-vh"],
            "-h needs a value: address\nhint: -h is the host here, as in mosquitto; --help shows what there is\n"
        },
        { "subscriber", ["--host"], "--host needs a value: address\nhint: --help broker says more\n" },
        { "publisher", ["--"], "there is no option --\nhint: --help all lists the options\n" },
        {
            "publisher",
            ["--user", "me"],
            "there is no option --user\nhint: did you mean --username? --help all lists the options\n"
        },
        {
            "publisher",
            ["--message-expiry-interval", "1"],
            "there is no option --message-expiry-interval\nhint: did you mean --message-expiry? --help all lists the "
            + "options\n"
        },
        {
            "subscriber",
            ["--message-expiry-interval", "1"],
            "there is no option --message-expiry-interval\nhint: --help all lists the options\n"
        },
        {
            "publisher",
            ["--message-expiry", "abc"],
            "--message-expiry takes a whole number from 1 to 4294967295, not 'abc'\n"
        },
        {
            "publisher",
            ["-V", "311", "--content-type", "a"],
            "--content-type needs MQTT 5, and -V asks for an older version\nhint: leave out one of them\n"
        },
        {
            "publisher",
            ["-V", "311", "-D", "publish", "content-type", "a"],
            "-D needs MQTT 5, and -V asks for an older version\nhint: leave out one of them\n"
        },
        {
            "subscriber",
            ["-V", "311", "--disconnect-reason", "normal"],
            "--disconnect-reason needs MQTT 5, and -V asks for an older version\nhint: leave out one of them\n"
        },
        {
            "publisher",
            ["-m", "a", "-s", "-n"],
            "-m and -s are two sources for the payload\nhint: give one of -m, -f, -l, -s, -n\n"
        },
        { "subscriber", ["-v", "--hex", "--json"], "verbose and hex are two formats\nhint: give one\n" },
        {
            "publisher",
            ["-B", "localhost"],
            "there is no option -B\nhint: did you mean -b? --help all lists the options\n"
        },
        {
            "subscriber",
            ["-m", "x"],
            "there is no option -m\nhint: -m is an option of publisher. --help all lists the options\n"
        },
        {
            "publisher",
            ["--verbose"],
            "there is no option --verbose\nhint: --verbose is an option of subscriber. --help all lists the options\n"
        },
        {
            "publisher",
            ["-T", "x"],
            "there is no option -T\nhint: -T is an option of subscriber. --help all lists the options\n"
        },
        {
            "publisher",
            ["localhost:1883", "-m", "x"],
            "unexpected argument 'localhost:1883'\nhint: the broker goes with -b: -b localhost:1883\n"
        },
        {
            "subscriber",
            ["mqtts://broker.example.org"],
            "unexpected argument 'mqtts://broker.example.org'\n"
            + "hint: the broker goes with -b: -b mqtts://broker.example.org\n"
        },
        {
            "publisher",
            ["-m", "x", "-r", "true"],
            "unexpected argument 'true'\nhint: -r takes no value: it is on when it is given\n"
        },
        {
            "publisher",
            ["pub", "-t", "a"],
            "unexpected argument 'pub'\nhint: leave 'pub' out: publisher publishes and subscriber subscribes without "
            + "such a word\n"
        },
        { "subscriber", ["/?"], "unexpected argument '/?'\nhint: did you mean --help?\n" },
    };

    [Theory]
    [MemberData(nameof(Misunderstandings))]
    public async Task What_was_probably_meant_is_reported(string app, string[] args, string error)
    {
        var result = await InProcess.RunAsync(app, args);

        Assert.Equal(((int)ExitCode.Usage, "", $"{app}: error: {error}"), (result.Code, result.Out, result.Error));
    }

    /// <summary>Nearly all other tests of such sentences run the app in their own process.</summary>
    [Theory]
    [InlineData("publisher", 2, "did you mean --topic? ", "--topik", "a")]
    [InlineData("publisher", 2, "did you mean --timeout?\n", "request", "-timeout", "1")]
    [InlineData("publisher", 7, "the config file /no/such/file cannot be read", "--config", "/no/such/file")]
    [InlineData("subscriber", 2, "so it must be the last level and alone in it\n", "-t", "a/#/b")]
    [InlineData("subscriber", 7, "the file '/no/such/file' cannot be written: ", "--output", "/no/such/file")]
    public async Task The_real_programs_say_it_too(string app, int code, string words, params string[] args)
    {
        var real = app == "publisher" ? await App.PublishAsync(args) : await App.SubscribeAsync(args);
        var inProcess = await InProcess.RunAsync(app, args);

        real.ShouldFail((ExitCode)code, $"{app}: error: ", words);
        Assert.Equal((inProcess.Code, inProcess.Out, inProcess.Error), (real.Code, real.Out, real.Error));
    }

    public static TheoryData<string, string> BrokenFiles => new()
    {
        { "{\n  \"brokr\": \"x\"\n}", "config.json, line 2: 'brokr' is not a setting; did you mean 'broker'?" },
        { "{ \"profiles\": { \"p\": { \"colour\": 1 } } }", "config.json, line 1: 'colour' is not a setting" },
        {
            "{\n\n  \"keepAlive\": \"soon\"\n}",
            "config.json, line 3: 'keepAlive' must be a whole number of seconds from 0 to 65535"
        },
        { "{ \"broker\": 7 }", "'broker' must be a text: host, host:port or a URL" },
        { "{ \"broker\": \"a\", \"broker\": \"b\" }", "'broker' is given twice" },
        { "{ \"broker\": ", "line 1: not valid JSON" },
        { "", "is empty; a configuration without settings is written {}" },
        { "null", "expected an object with settings" },
        { "[1]", "expected an object with settings" },
        { "{ \"profiles\": { \"port\": 5 } }", "expected an object with settings for profile 'port'" },
        { "{ \"port\": 0 }", "config.json, line 1: 'port' must be a whole number from 1 to 65535, not 0" },
        { "{ \"protocolVersion\": 4 }", "config.json, line 1: 'protocolVersion' must be 5, 311 or 31, not 4" },
        { "{ \"profiles\": { \"p\": { \"profiles\": {} } } }", "profile 'p' has profiles of its own" },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public async Task A_config_file_that_makes_no_sense_ends_with_2_and_says_where(string content, string sentence)
    {
        using var folder = new TemporaryFolder();

        (await InProcess.PublishAsync(["--config", folder.File("config.json", content)])).ShouldFail(
            ExitCode.Usage, sentence);
    }

    [Fact]
    public async Task A_file_that_is_not_there_ends_with_7_before_anything_is_connected()
    {
        await using var broker = new ScriptedBroker();
        foreach (
            var args in (string[][])[
                ["-f", "/no/such/file"], ["-l", "-f", "/no/such/file"], ["-f", "/"], ["--config", "/no/such/file"],
                ["--config", ""], ["-u", "me", "--password-file", ""],
                ["-u", "me", "--password-file", "/no/such/file"]])
        {
            (await InProcess.PublishAsync(["-b", broker.Address, .. args])).ShouldFail(
                ExitCode.InputOutput, "cannot be read");
        }

        foreach (
            var args in (string[][])[
                ["--output", "/no/such/file"], ["--output-dir", "/dev/null/folder"], ["--output-dir", "/proc"],
                ["--output-dir", ""]])
        {
            (await InProcess.SubscribeAsync(["-b", broker.Address, .. args])).ShouldFail(
                ExitCode.InputOutput, "cannot be written");
        }

        Assert.True(broker.IsQuiet);
    }

    [Fact]
    public async Task An_options_file_that_is_not_there_may_have_been_meant_for_writing()
    {
        var subscribed = await InProcess.SubscribeAsync(["-t", "a", "-o", "messages.txt"]);
        var published = await InProcess.PublishAsync(["-t", "a", "-o", "messages.txt"]);

        const string Sentence = "error: the options file messages.txt cannot be read: it does not exist\n";
        Assert.Equal(
            (
                7, "",
                $"subscriber: {Sentence}hint: -o reads options from a file; --output writes the messages into one\n"),
            (subscribed.Code, subscribed.Out, subscribed.Error));
        Assert.Equal((7, "", $"publisher: {Sentence}"), (published.Code, published.Out, published.Error));
    }

    [Theory]
    [InlineData("; -P is the password: a port goes with -p", "-P", "28801")]
    [InlineData("", "-P", "secret")]
    [InlineData("", "-P", "28801", "-u", "me")]
    public async Task A_port_that_was_given_as_the_password_is_told_when_no_broker_answers(
        string end, params string[] args)
    {
        var port = Ports.Free();

        var result = await InProcess.PublishAsync(["-b", $"127.0.0.1:{port}", .. args, "-m", "x"]);

        Assert.Equal(
            (
                3, "",
                $"publisher: error: no broker answers at 127.0.0.1:{port} (connection refused)\nhint: is the broker "
                + $"running, and is this its port? With -b embedded:{port} the subscriber serves one{end}\n"),
            (result.Code, result.Out, result.Error));
    }

    [Fact]
    public async Task A_wrong_password_ends_with_4_and_is_not_shown()
    {
        await using var broker = await Mosquitto.StartWithPasswordAsync();

        var wrong = await App.PublishAsync(["-b", broker.Address, "-u", "alice", "-P", "guessed"]);

        wrong.ShouldFail(ExitCode.Refused, "refused the connection: not authorized", "hint: check ");
        Assert.DoesNotContain("guessed", wrong.Error, StringComparison.Ordinal);
        await using var right = App.Start(
            Executables.Publisher,
            ["-b", $"mqtt://alice@{broker.Address}", "-t", "t", "-m", "x"],
            environment: new Dictionary<string, string> { ["MQTT_PASSWORD"] = "secret" });
        (await right.FinishAsync()).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_host_that_does_not_resolve_ends_with_3()
    {
        (await App.PublishAsync(["-b", "no-such-host.invalid", "--connect-timeout", "20"])).ShouldFail(
            ExitCode.Unreachable, "no-such-host.invalid", "hint: ");
    }

    [Fact]
    public async Task A_broker_that_answers_in_HTTP_ends_with_3_and_is_quoted()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("-b", broker.Address);
        var connection = await broker.AcceptAsync();
        await connection.ReceiveAsync<MqttConnectPacket>();
        await connection.SendAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray());

        (await publisher.ExitAsync()).ShouldFail(
            ExitCode.Unreachable, "does not speak MQTT: it answers in HTTP (\"HTTP/1.1 400 Bad Request\")",
            "hint: if this is its WebSocket port: --ws");
    }

    [Fact]
    public async Task A_broker_that_accepts_and_stays_silent_ends_with_3_within_the_connect_time_out()
    {
        await using var broker = new ScriptedBroker();

        var result = await App.PublishAsync(["-b", broker.Address, "--connect-timeout", "1.5"]);

        result.ShouldFail(
            ExitCode.Unreachable, "accepts connections but did not answer CONNECT within 1.5 s",
            "hint: is this the port of an MQTT broker?");
        Assert.DoesNotContain("--connect-timeout", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_longer_than_the_brokers_Maximum_Packet_Size_is_reported_with_its_number_and_the_others_arrive()
    {
        await using var broker = await Mosquitto.StartAsync("max_packet_size 1000");
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-q", "1", "-C", "2");

        var result = await App.PublishAsync(
            ["-b", broker.Address, "-t", "t", "-q", "1", "-l"],
            Encoding.ASCII.GetBytes($"first\n{new string('x', 2000)}\nthird\n"));

        result.ShouldFail(
            ExitCode.Denied, "message 2 was not published", "Maximum Packet Size of 1000",
            "2 sent, 2 acknowledged, 1 refused");
        Assert.Equal("first\nthird\n", (await subscriber.ExitAsync()).Out);
    }

    [Fact]
    public async Task A_publish_that_the_broker_refuses_ends_with_5()
    {
        await using var broker = await Mosquitto.StartForbiddingAsync();

        var result = await App.PublishAsync(["-b", broker.Address, "-t", "forbidden", "-q", "1", "-m", "x", "-V", "5"]);

        result.ShouldFail(ExitCode.Denied, "message 1 was not published: not authorized");
    }
}
