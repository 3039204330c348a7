using System.Buffers;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>-o FILE, as mosquitto has it.</summary>
public sealed class OptionsFiles
{
    [Fact]
    public async Task Payloads_and_passwords_are_the_bytes_that_are_in_the_file()
    {
        using var folder = new TemporaryFolder();
        var options = folder.File(
            "options", [
                .. "# caf"u8, 0xE9, .. "\n-u me\n-P gr"u8, 0xFC, .. "n\n--will-topic w\n--will-payload "u8, 0xFF,
                .. "\n-m caf"u8, 0xE9, .. " \u00e9\n"u8]);
        var password = folder.File("password", [0xFE, .. "pass\nnot this\n"u8]);
        File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(options, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var broker = new ScriptedBroker();

        await using var first = App.Publisher("-b", broker.Address, "-o", options, "-t", "t");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var publish = await connection.ReceiveAsync<MqttPublishPacket>();
        await using var second = App.Publisher(
            "-b", broker.Address, "-u", "me", "--password-file", password, "-t", "t", "-n");
        var other = await (await broker.AcceptAsync()).HandshakeAsync();

        Assert.Equal([(byte)'g', (byte)'r', 0xFC, (byte)'n'], connection.Connect!.Password);
        Assert.Equal([0xFF], connection.Connect.WillMessage);
        Assert.Equal([.. "caf"u8, 0xE9, .. " \u00e9"u8], publish.Payload.ToArray());
        Assert.Equal([0xFE, .. "pass"u8], other.Connect!.Password);
    }

    [Fact]
    public async Task Other_bytes_than_UTF_8_are_refused_with_their_place_where_there_must_be_text()
    {
        using var folder = new TemporaryFolder();
        var options = folder.File("options", [.. "-h localhost\n-t gr\u00fc"u8, 0xDF, .. "e\n"u8]);
        var config = folder.File("config.json", [.. "{\n  \"topic\": \"gr\u00fc"u8, 0xDF, .. "e\" }\n"u8]);

        (await App.PublishAsync(["-o", options, "-m", "x"])).ShouldFail(
            ExitCode.Usage, $"{options}, line 2, column 7: the byte 0xDF is not UTF-8");
        (await App.PublishAsync(["--config", config, "-m", "x"])).ShouldFail(
            ExitCode.Usage, $"{config}, line 2, column 16: the byte 0xDF is not UTF-8");
        await using var environment = App.Start(
            "bash", ["-c", "MQTT_TOPIC=$'gr\\xfc' \"$0\" -m x", Executables.Publisher]);
        (await environment.ExitAsync()).ShouldFail(ExitCode.Usage, "the environment variable MQTT_TOPIC is not UTF-8");
    }

    [Fact]
    public async Task Options_of_a_file_hold_unless_the_command_line_says_otherwise()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        var file = folder.File(
            "options",
            $"# where\n-h localhost\n-p {broker.Port}\r\n\n--topic from file\n-q 1\n-r\n-m  two  blanks \n-D publish "
            + "user-property a b c\n-D publish content-type text plain\n");

        (await App.PublishAsync(["-o", file])).ShouldBeSilentSuccess();
        (
            await App.PublishAsync(
                ["-t", "from/line", "-o", file, "-D", "publish", "user-property", "second", "one", "-m", "own"]))
            .ShouldBeSilentSuccess();

        await using var subscriber = App.Start(
            Executables.Installed("mosquitto_sub"),
            ["-V", "5", "-p", $"{broker.Port}", "-t", "#", "-C", "2", "-F", "%t|%p|%q|%C|%P"]);
        var lines = (await subscriber.ExitAsync()).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(
            StringComparer.Ordinal);
        Assert.Equal(
            ["from file| two  blanks |0|text plain|a:b c", "from/line|own|0|text plain|a:b c second:one"], lines);
    }

    [Fact]
    public async Task What_an_option_of_the_command_line_excludes_is_not_taken_from_the_file()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        var publish = folder.File("publish", $"-h localhost\n-p {broker.Port}\n-t t\n-r\n--stats\n");
        var subscribe = folder.File("subscribe", $"-h localhost\n-p {broker.Port}\n-t t\n-C 1\n--hex\n");

        (await App.PublishAsync(["-o", publish, "-m", "kept", "--no-stats"])).ShouldBeSilentSuccess();
        (await App.PublishAsync(["-o", publish, "-m", "gone", "--no-retain", "--no-stats"])).ShouldBeSilentSuccess();

        Assert.Equal("6b657074\n", (await App.SubscribeAsync("-o", subscribe)).Out);
        Assert.Equal("t kept\n", (await App.SubscribeAsync("-o", subscribe, "-v")).Out);
        Assert.Equal("kept!\n", (await App.SubscribeAsync("-o", subscribe, "-F", "%p!")).Out);
        var both = folder.File("both", "-v\n--hex\n");
        (await App.SubscribeAsync("-o", both)).ShouldFail(ExitCode.Usage, "verbose and hex are two formats");
    }

    [Theory]
    [InlineData("-h localhost\nport 1\n", "line 2: 'port 1' is not an option")]
    [InlineData("-o other\n", "line 1: an options file cannot name another")]
    [InlineData("-D publish content-type\n", "-D needs a packet, a property and a value")]
    [InlineData("--prot 1\n", "line 1: there is no option --prot")]
    [InlineData("# a remark\n-k x\n", "line 2: --keepalive takes a whole number of seconds from 0 to 65535, not 'x'")]
    [InlineData("-t a\n-p 99999\n", "options, line 2: --port takes a whole number from 1 to 65535, not '99999'")]
    [
        InlineData(
            "--repeat-delay 4000001\n", "options, line 1: --repeat-delay takes at most 4000000 seconds, not '4000001'")]
    [InlineData("-topic a\n", "options, line 1: there is no option -topic\nhint: did you mean --topic?\n")]
    [InlineData("-q 1\n--qos 2\n", "line 2: --qos is given twice")]
    [InlineData("-t\n-r\n", "line 1: -t needs a value: topic")]
    [InlineData("--options-file=other\n", "line 1: an options file cannot name another")]
    [InlineData("-r\n-t a\0b\n", "NUL")]
    [
        InlineData(
            "-D publish content-type a\0b\n", "content-type of publish contains a NUL character, which MQTT forbids")]
    [
        InlineData(
            "-i a\0b\n",
            "the client id 'a\\0b' contains a NUL character, which MQTT forbids\nhint: clientId is set in ")]
    public async Task A_mistake_in_the_file_is_reported(string content, string expected)
    {
        using var folder = new TemporaryFolder();

        (await InProcess.PublishAsync(["-o", folder.File("options", content), "-m", "x"])).ShouldFail(
            ExitCode.Usage, expected);
    }

    [Fact]
    public async Task A_NUL_is_a_byte_as_any_other_where_MQTT_allows_it()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        var publish = folder.File("publish", $"-p {broker.Port}\n-h localhost\n-t t\n-r\n-m a\0b\n");
        var subscribe = folder.File("subscribe", $"-p {broker.Port}\n-h localhost\n-t t\n-C 1\n-F %x\n");
        var run = folder.File("run", $"-p {broker.Port}\n-h localhost\n-t t\n--exec ./a\0b\n");

        (await App.PublishAsync(["-o", publish])).ShouldBeSilentSuccess();

        Assert.Equal("610062\n", (await App.SubscribeAsync("-o", subscribe)).Out);
        (await App.SubscribeAsync("-o", run)).ShouldFail(
            ExitCode.Usage, "the command of --exec contains a NUL character");
        (await App.PublishAsync(["-o", folder.File("unix", "--unix a\0b\n")])).ShouldFail(
            ExitCode.Usage, "the path of --unix contains a NUL");
    }

    [Fact]
    public async Task Blanks_behind_an_option_without_a_value_are_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();

        (
            await App.PublishAsync(
                [
                    "-o", folder.File("options", $"-r \n--quiet  \n-q 1\n-p {broker.Port}\n-t t\n-m kept "), "-h",
                    "localhost"
                ]))
            .ShouldBeSilentSuccess();

        Assert.Equal("kept \n", (await App.SubscribeAsync("-b", broker.Address, "-t", "t", "-C", "1")).Out);
    }

    [Theory]
    [InlineData("-u alice\n-P secret\n")]
    [InlineData("-u alice\n--pw secret\n--proxy http://me:secret@127.0.0.1:1\n", "--proxy", "")]
    [InlineData("-L mqtt://alice:secret@localhost:PORT/t\n")]
    public async Task A_password_in_the_file_is_warned_about_where_others_can_read_the_file(
        string content, params string[] more)
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartWithPasswordAsync();
        var file = folder.File("options", content.Replace("PORT", $"{broker.Port}", StringComparison.Ordinal));
        string[] args = [
            .. content.StartsWith("-L", StringComparison.Ordinal) ? [] : (string[])["-b", broker.Address], "-o", file,
            "-t", "t", "-m", "x", .. more];

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var result = await App.PublishAsync(args);
        Assert.Equal(
            (
                0,
                "",
                $"publisher: warning: others can read {file} and it holds a password; chmod 600 keeps it to "
                + "yourself\n"),
            (result.Code, result.Out, result.Error));

        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        (await App.PublishAsync(args)).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_reported() =>
        (await App.PublishAsync(["-o", "/nonexistent/options", "-t", "t", "-m", "x"])).ShouldFail(
            ExitCode.InputOutput, "the options file /nonexistent/options cannot be read");
}
