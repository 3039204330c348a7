using System.Text;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// ssh, node and expect make the open files non-blocking that they share with a program: it waits all the same, and
/// leaves them as they are.
/// </summary>
public sealed class SharedDescriptors
{
    [Fact]
    public async Task Lines_that_come_now_and_then_are_all_published()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-q", "1", "-C", "3");
        await using var publisher = Perl.Start(
            Perl.NonBlocking("STDIN"), Executables.Publisher, ["-b", broker.Address, "-t", "t", "-q", "1", "-l"]);
        for (var line = 1; line <= 3; line++)
        {
            await publisher.TypeAsync($"{line}\n");
            await Until.TrueAsync(() => subscriber.DistinctSoFar == line, "the line");
        }

        Assert.Equal((0, ""), ((await publisher.FinishAsync()).Code, (await publisher.ExitAsync()).Error));
        Assert.Equal("1\n2\n3\n", (await subscriber.ExitAsync()).Out);
    }

    [Theory]
    [InlineData("-s")]
    [InlineData("-f", "/dev/fd/0")]
    public async Task All_of_an_input_that_comes_in_parts_is_one_message(params string[] source)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-q", "1", "-C", "1");
        await using var publisher = Perl.Start(
            Perl.NonBlocking("STDIN"), Executables.Publisher, ["-b", broker.Address, "-t", "t", "-q", "1", .. source]);
        await publisher.TypeAsync("first ");
        await Until.TrueAsync(() => publisher.HasExited || publisher.ThreadNames.Contains("input"), "the read");

        var result = await publisher.FinishAsync("second"u8.ToArray());

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal("first second\n", (await subscriber.ExitAsync()).Out);
    }

    [Fact]
    public async Task An_output_whose_reader_is_slow_gets_every_byte()
    {
        var payload = new string('x', 3_000_000);
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = Perl.Start(
            Perl.NonBlocking("STDOUT"), Executables.Subscriber, ["-b", broker.Address, "-t", "t", "-q", "1", "-C", "1"],
            readsOutput: false);
        await subscriber.UntilErrorContainsAsync("Subscribed to t");
        using var folder = new TemporaryFolder();
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-f", folder.File("large", payload)]))
            .ShouldBeSilentSuccess();

        using var reader = new StreamReader(subscriber.Output, Encoding.ASCII);
        Assert.Equal(payload + "\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
    }

    [Fact]
    public async Task What_is_said_waits_for_a_slow_reader_of_stderr()
    {
        using var folder = new TemporaryFolder();
        // The pipe has no room for the error until somebody reads it. The reader has an open file of its own, which
        // waits.
        const string script =
            "mkfifo pipe; exec 3<>pipe 4<pipe; head -c 65536 /dev/zero >&3; "
            + "perl -MFcntl -e '$^F = 9; open(E, \">&3\"); fcntl(E, F_SETFL, fcntl(E, F_GETFL, 0) | O_NONBLOCK); "
            + "open(STDERR, \">&E\"); exec @ARGV' \"$0\" --no-such-option & "
            + "until grep -q sleeping /proc/$!/status; do :; done; { head -c 65536; head -n 1; } <&4 | tr -d '\\0'; "
            + "wait $!; echo $?";
        await using var shell = App.Start("bash", ["-c", script, Executables.Publisher], folder: folder.Path);

        Assert.Equal("publisher: error: there is no option --no-such-option\n2\n", (await shell.ExitAsync()).Out);
    }
}
