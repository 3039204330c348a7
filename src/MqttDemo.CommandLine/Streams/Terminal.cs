using System.Text;
using Microsoft.Win32.SafeHandles;
using MqttDemo.Client;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// Where an app reads and writes, and what surrounds it. Handed in, so that tests hold the other ends. Messages go to
/// Out, everything else to Error.
/// </summary>
public sealed record Terminal(Stream In, Stream Out, TextWriter Error, bool InIsTerminal, bool OutIsTerminal)
{
    StandardError? error;
    bool? errorIsTerminal;

    /// <summary>Looks up an environment variable.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Where the app is, and its config.json beside it.</summary>
    public string AppFolder { get; init; } = AppContext.BaseDirectory;

    /// <summary>Looked up only when it is needed, because that takes time.</summary>
    public bool ErrorIsTerminal
    {
        get => errorIsTerminal ??= !Console.IsErrorRedirected;
        init => errorIsTerminal = value;
    }

    /// <summary>
    /// In has bytes now that can be published. What is typed ahead in a terminal is for the next program.
    /// </summary>
    public bool InHasBytes =>
        !InIsTerminal && (In.CanSeek ? In.Length > In.Position : PendingInput.IsThere());

    /// <summary>That of the process.</summary>
    public static Terminal OfProcess()
    {
        // Before anything else is opened, which would get the number of an input that is closed.
        var input = StandardInput();
        ClosedDescriptors.Take();
        var error = OperatingSystem.IsWindows() ? null : new StandardError();
        // Not Console's, which first switches the terminal's keypad to another mode, and leaves it there.
        var writer = error is null
            ? Console.Error
            : new StreamWriter(error, new UTF8Encoding(false), bufferSize: 256) { AutoFlush = true };
        return new(input, StandardOutput(), writer, !Console.IsInputRedirected, !Console.IsOutputRedirected)
        {
            error = error,
        };
    }

    /// <summary>The keys that are pressed; null where In is no terminal.</summary>
    public ITerminalKeys? Keys() => !InIsTerminal ? null
        : OperatingSystem.IsWindows() ? new WindowsKeys()
        : new UnixKeys(In);

    /// <summary>Limits how long a reader of Error that does not read is waited for.</summary>
    public void LimitErrorWaiting(TimeSpan rest) => error?.LimitWaiting(rest);

    /// <summary>The terminal moves its cursor.</summary>
    public bool CanDraw => OperatingSystem.IsWindows()
        ? Variable("TERM") is not "dumb" && WindowsConsole.TakesSequences(Kernel32.StandardOutput)
        : Variable("TERM") is not "dumb";

    /// <summary>Error leads to a terminal in which a line can be erased.</summary>
    public bool CanShowStatus => ErrorIsTerminal && (OperatingSystem.IsWindows()
        ? Variable("TERM") is not "dumb" && WindowsConsole.TakesSequences(Kernel32.StandardError)
        : Variable("TERM") is not (null or "" or "dumb"));

    static Stream StandardInput()
    {
        if (!OperatingSystem.IsWindows())
        {
            return new DescriptorInputStream(new SafeFileHandle(0, ownsHandle: false));
        }

        try
        {
            return Console.OpenStandardInput();
        }
        catch (UnauthorizedAccessException)
        {
            // Closed (<&-): there is nothing in it.
            return Stream.Null;
        }
    }

    static Stream StandardOutput() =>
        !OperatingSystem.IsWindows() ? new DescriptorStream(1, "the output")
            : Console.IsOutputRedirected ? new WindowsOutputStream()
            : new WindowsConsoleStream();

    /// <summary>Completes when the reader of Out has gone away, where the system tells without a write.</summary>
    public async Task WhenOutCloses()
    {
        // It takes a thread, which a run that is over at once does not need.
        await MainThread.WhenStarted;
        await (Out is IWatchedOutput output ? output.WhenReaderLeaves() : Task.Delay(Timeout.Infinite));
    }
}
