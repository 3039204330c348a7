namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// How large the terminal is that is our output. On Linux not by <see cref="Console.WindowWidth"/>:
/// <see cref="TerminalEcho"/> has the reason.
/// </summary>
/// <param name="Columns">Its width.</param>
/// <param name="Lines">Its height.</param>
public readonly record struct TerminalSize(int Columns, int Lines)
{
    const int Descriptor = 1;

    // TIOCGWINSZ.
    const nuint GetSize = 0x5413;

    /// <summary>As it is now; 80 by 24 where it does not tell, as a serial line does not.</summary>
    public static TerminalSize Now()
    {
        var (columns, lines) = OperatingSystem.IsLinux() ? OfLinux() : (Console.WindowWidth, Console.WindowHeight);
        return new(columns > 0 ? columns : 80, lines > 0 ? lines : 24);
    }

    static (int Columns, int Lines) OfLinux()
    {
        var size = default(Libc.WindowSize);
        return Libc.ioctl(Descriptor, GetSize, ref size) == 0 ? (size.Columns, size.Rows) : (0, 0);
    }
}
