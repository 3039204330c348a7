namespace MqttDemo.TestKit.Processes;

/// <summary>Starts a program as somebody might who has changed first what a process inherits.</summary>
static class Perl
{
    /// <summary>Does this, and becomes the program.</summary>
    public static App Start(string before, string program, IEnumerable<string> args, bool readsOutput = true) =>
        App.Start(
            Executables.Installed("perl"),
            ["-MFcntl", "-MPOSIX", "-MSocket", "-e", $"$^F = 2; {before}; exec @ARGV", program, .. args], readsOutput);

    /// <summary>The flag that ssh and node set on what they share.</summary>
    public static string NonBlocking(string handle) =>
        $"fcntl({handle}, F_SETFL, fcntl({handle}, F_GETFL, 0) | O_NONBLOCK)";
}
