using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>TLS and passwords.</summary>
public sealed class Security
{
    [Fact]
    public async Task A_stream_over_TLS_comes_out_as_it_went_in()
    {
        using var certificates = new Certificates();
        await using var broker = await Mosquitto.StartTlsAsync(certificates);
        await using var subscriber = await App.SubscribedAsync(
            "-b", $"mqtts://localhost:{broker.Port}", "--cafile", certificates.Authority, "-t", "t", "-q", "2", "-C",
            "20000");

        (
            await App.PublishAsync(
                ["-b", broker.Address, "--cafile", certificates.Authority, "-t", "t", "-q", "2", "-l"],
                Lines.Sequence(20_000)))
            .ShouldBeSilentSuccess();

        Lines.ShouldBeEqual(Lines.Sequence(20_000), (await subscriber.ExitAsync()).Bytes);
    }

    [Fact]
    public async Task A_password_where_others_can_see_it_is_warned_about_in_a_terminal_and_never_shown()
    {
        await using var broker = await Mosquitto.StartWithPasswordAsync();

        var inUrl = await InTerminalAsync($"-b mqtt://alice:secret@{broker.Address} -t t -m x");
        var asOption = await InTerminalAsync($"-b {broker.Address} -u alice -P secret -t t -m x");
        var inHeader = await InTerminalAsync("-b localhost:1 --ws --ws-header 'Authorization: secret'");

        const string seen = "can be read in the process list; ";
        Assert.Equal((0, 0), (inUrl.Code, asOption.Code));
        Assert.EndsWith(
            $"publisher: warning: the password in --broker {seen}--password-file and MQTT_PASSWORD keep it out of "
            + "there\r\n",
            inUrl.Out, StringComparison.Ordinal);
        Assert.EndsWith(
            $"publisher: warning: the password given with -P {seen}--password-file and MQTT_PASSWORD keep it out of "
            + "there\r\n",
            asOption.Out, StringComparison.Ordinal);
        Assert.Contains(
            $"publisher: warning: the Authorization in --ws-header {seen}an options file and config.json keep it out "
            + "of there\r\n",
            inHeader.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", inHeader.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_on_the_command_line_of_a_script_is_not_warned_about_at_each_run()
    {
        await using var broker = await Mosquitto.StartWithPasswordAsync();

        (await App.PublishAsync(["-b", $"mqtt://alice:secret@{broker.Address}", "-t", "t", "-m", "x"]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-u", "alice", "-P", "secret", "-t", "t", "-m", "x"]))
            .ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task Plain_TCP_where_TLS_is_spoken_and_the_other_way_round_are_reported()
    {
        using var certificates = new Certificates();
        await using var secure = await Mosquitto.StartTlsAsync(certificates);
        await using var plain = await Mosquitto.StartAsync();

        (await App.PublishAsync(["-b", plain.Address, "--tls", "--connect-timeout", "5"])).ShouldFail(
            ExitCode.Unreachable, "TLS");
        (await App.PublishAsync(["-b", secure.Address, "--connect-timeout", "5"])).ShouldFail(
            ExitCode.Unreachable, secure.Address, "closed the connection without an answer",
            "hint: if it speaks TLS on this port: --tls");
    }

    [Fact]
    public async Task A_CA_file_that_is_none_is_reported()
    {
        using var folder = new TemporaryFolder();

        (await InProcess.PublishAsync(["-b", "localhost", "--cafile", "/no/such/file"])).ShouldFail(
            ExitCode.InputOutput, "the CA file /no/such/file cannot be read");
        (await InProcess.PublishAsync(["-b", "localhost", "--cafile", folder.File("ca", "hello")])).ShouldFail(
            ExitCode.Usage, "holds no certificate");
    }

    [Fact]
    public async Task A_password_in_a_file_that_others_can_read_is_warned_about()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("password", "secret\n");
        await using var broker = await Mosquitto.StartWithPasswordAsync();

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var result = await App.PublishAsync(
            ["-b", broker.Address, "-u", "alice", "--password-file", file, "-t", "t", "-m", "x"]);
        Assert.Equal(
            (0, "", true), (result.Code, result.Out, result.Error.Contains("chmod 600", StringComparison.Ordinal)));

        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        (await App.PublishAsync(["-b", broker.Address, "-u", "alice", "--password-file", file, "-t", "t", "-m", "x"]))
            .ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task The_packet_trace_shows_every_packet_and_no_password()
    {
        await using var broker = await Mosquitto.StartWithPasswordAsync();

        var result = await App.PublishAsync(["-b", $"mqtt://alice:secret@{broker.Address}/t", "-q", "1", "--debug"]);

        Assert.Equal((0, ""), (result.Code, result.Out));
        foreach (
            var word in (string[])[
                "sent Connect", "received ConnAck", "sent Publish", "received PubAck", "sent Disconnect",
                "MQTT 5, session new"])
        {
            Assert.Contains(word, result.Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A publisher whose stderr is a terminal; what it says there is in the output.</summary>
    static async Task<AppResult> InTerminalAsync(string args)
    {
        await using var terminal = App.Start(
            Executables.Installed("script"), ["-qec", $"'{Executables.Publisher}' {args}", "/dev/null"]);
        return await terminal.ExitAsync();
    }
}
