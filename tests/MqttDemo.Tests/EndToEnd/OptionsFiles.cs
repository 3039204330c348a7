using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>-o FILE, as mosquitto has it.</summary>
public sealed class OptionsFiles
{
    [Fact]
    public async Task Options_of_a_file_hold_unless_the_command_line_says_otherwise()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        var file = folder.File("options", $"# where\n-h localhost\n-p {broker.Port}\r\n\n--topic from file\n-q 1\n-r \n-m  two  blanks \n-D publish user-property a b c\n-D publish content-type text plain\n");

        (await App.PublishAsync(["-o", file])).ShouldBeSilentSuccess();
        (await App.PublishAsync(["-t", "from/line", "-o", file, "-D", "publish", "user-property", "second", "one", "-m", "own"])).ShouldBeSilentSuccess();

        await using var subscriber = App.Start(
            Executables.Installed("mosquitto_sub"), ["-V", "5", "-p", $"{broker.Port}", "-t", "#", "-C", "2", "-F", "%t|%p|%q|%C|%P"]);
        var lines = (await subscriber.ExitAsync()).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
        Assert.Equal(["from file| two  blanks |0|text plain|a:b c", "from/line|own|0|text plain|a:b c second:one"], lines);
    }

    [Theory]
    [InlineData("-h localhost\nport 1\n", "line 2: 'port 1' is not an option")]
    [InlineData("-o other\n", "line 1: an options file cannot name another")]
    [InlineData("# a\n-D publish content-type\n", "line 2: -D needs a packet, a property and a value")]
    [InlineData("-q 1\n--prot 1\n", "line 2: there is no option --prot")]
    [InlineData("-q 1\n-q 2\n", "line 2: --qos is given twice")]
    [InlineData("-m a\0b\n", "line 1: there is a NUL character in it")]
    [InlineData("-m \n", "line 1: --message needs a value")]
    public async Task A_mistake_in_the_file_is_told(string content, string expected)
    {
        using var folder = new TemporaryFolder();

        (await App.PublishAsync(["-o", folder.File("options", content), "-m", "x"])).ShouldFail(ExitCode.Usage, expected);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told() =>
        (await App.PublishAsync(["-o", "/nonexistent/options", "-m", "x"])).ShouldFail(ExitCode.InputOutput, "the options file /nonexistent/options cannot be read");
}
