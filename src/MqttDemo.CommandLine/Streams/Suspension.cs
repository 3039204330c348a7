namespace MqttDemo.CommandLine.Streams;

/// <summary>What Ctrl-Z does, for code that has something to put right before and after it.</summary>
public static class Suspension
{
    // SIGSTOP.
    const int Stop = 19;
    const int StopOnMacOS = 17;

    /// <summary>Stops the process; returns when the shell lets it go on.</summary>
    public static void Begin()
    {
        // To this thread, so that it stops here and nowhere later.
        _ = Libc.raise(OperatingSystem.IsMacOS() ? StopOnMacOS : Stop);
    }
}
