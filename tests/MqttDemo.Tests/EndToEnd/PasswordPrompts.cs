using System.Globalization;
using System.Text;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>-P without a value asks in the terminal, which is afterwards as it was.</summary>
public sealed class PasswordPrompts
{
    const string Interrupt = "\u0003";
    const string Suspend = "\u001A";
    const string EndOfInput = "\u0004";
    const string Erase = "\u007F";

    [Theory]
    [InlineData("secret\n")]
    [InlineData($"secrex{Erase}t\n")]
    [InlineData("secret\r")]
    public async Task The_password_is_not_shown_and_nothing_but_the_question_is(string typed)
    {
        await using var broker = await Mosquitto.StartWithPasswordAsync();

        Assert.Equal(
            "Password: \r\ncode 0\r\n echo\r\n", await AskAsync($"-b {broker.Address} -u alice -t t -m x", typed));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_a_password_as_they_are()
    {
        await using var broker = new ScriptedBroker();
        await using var terminal = Start($"-b {broker.Address} -u alice -t t -m x");
        await UntilAskedAsync(terminal);
        await terminal.TypeAsync((byte[])[0xFF, (byte)'x', (byte)'\n']);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();

        Assert.Equal((byte[])[0xFF, (byte)'x'], connection.Connect!.Password);
    }

    [Fact]
    public async Task An_empty_line_is_an_empty_password()
    {
        await using var broker = new ScriptedBroker();
        await using var terminal = Start($"-b {broker.Address} -u alice -t t -m x");
        await UntilAskedAsync(terminal);
        await terminal.TypeAsync("\n");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();

        Assert.Empty(connection.Connect!.Password);
    }

    [Fact]
    public async Task The_end_of_the_input_in_its_place_is_reported()
    {
        var shown = await AskAsync("-b localhost:1 -u alice -t t -m x", EndOfInput);

        Assert.StartsWith(
            "Password: \r\npublisher: error: -P without a value asks for the password, and none was typed\r\n", shown,
            StringComparison.Ordinal);
        Assert.EndsWith("code 2\r\n echo\r\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_it_leaves_the_terminal_as_it_was() =>
        Assert.Equal(
            "Password: \r\ncode 130\r\n echo\r\n",
            await AskAsync("-b localhost:1 -u alice -t t -m x", $"secret{Interrupt}"));

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_leaves_the_terminal_as_it_was(string signal, int code)
    {
        await using var terminal = Start("-b localhost:1 -u alice -t t -m x");
        await UntilAskedAsync(terminal);
        Signals.Send(await PublisherOfAsync(terminal), signal);

        Assert.Contains($"code {code}\r\n echo\r\n", (await terminal.ExitAsync()).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_with_Ctrl_Z_it_asks_again_when_it_goes_on()
    {
        await using var broker = await Mosquitto.StartWithPasswordAsync();
        await using var terminal = Start($"-b {broker.Address} -u alice -t t -m x");
        await UntilAskedAsync(terminal);
        var publisher = await PublisherOfAsync(terminal);
        await terminal.TypeAsync(Suspend);
        await Until.TrueAsync(
            () => File.ReadAllText($"/proc/{publisher}/stat").Contains(") T ", StringComparison.Ordinal),
            "the publisher to stop");
        Signals.Send(publisher, "CONT");
        await Until.TrueAsync(
            () => Encoding.UTF8.GetString(terminal.OutputSoFar) == "Password: \r\nPassword: ", "the question again");
        await terminal.TypeAsync("secret\n");

        Assert.Equal("Password: \r\nPassword: \r\ncode 0\r\n echo\r\n", (await terminal.ExitAsync()).Out);
    }

    /// <summary>
    /// What is shown in a terminal from the start of the program on, then its exit code, then whether echo is on.
    /// </summary>
    static async Task<string> AskAsync(string args, string typed)
    {
        await using var terminal = Start(args);
        await UntilAskedAsync(terminal);
        await terminal.TypeAsync(typed);
        return (await terminal.ExitAsync()).Out;
    }

    static App Start(string args) => App.Start(
        Executables.Installed("script"),
        [
            "-qec",
            $"trap : INT HUP TSTP; '{Executables.Publisher}' {args} -P; echo code $?; stty -a | grep -o ' -*echo\\b'",
            "/dev/null"],
        environment: new Dictionary<string, string> { ["TERM"] = "xterm" });

    static Task UntilAskedAsync(App terminal) =>
        Until.TrueAsync(
            () => Encoding.UTF8.GetString(terminal.OutputSoFar).Contains("Password: ", StringComparison.Ordinal),
            "the question");

    /// <summary>script starts the shell, and that the publisher.</summary>
    static async Task<int> PublisherOfAsync(App terminal) => await ChildOfAsync(await ChildOfAsync(terminal.Id));

    static async Task<int> ChildOfAsync(int id)
    {
        await using var children = App.Start("pgrep", ["-P", $"{id}"]);
        return int.Parse((await children.ExitAsync()).Out, CultureInfo.InvariantCulture);
    }
}
