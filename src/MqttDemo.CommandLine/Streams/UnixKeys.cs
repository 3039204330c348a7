using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// Keys by termios. Not by <see cref="Console.ReadKey(bool)"/>: <see cref="TerminalEcho"/> has the reason.
/// </summary>
[UnsupportedOSPlatform("windows")]
sealed class UnixKeys : ITerminalKeys
{
    readonly Lock gate = new();
    readonly Stream input;
    readonly byte[] typed = new byte[256];
    readonly PosixSignalRegistration continuing;
    byte[]? before;
    bool isReleased;

    public UnixKeys(Stream input)
    {
        this.input = input;
        continuing = PosixSignalRegistration.Create(PosixSignal.SIGCONT, Continue);
        Take();
    }

    public IReadOnlyList<ConsoleKeyInfo> Read()
    {
        lock (gate)
        {
            return before is not null && IsInForeground && (Readiness.Poll(0, Readiness.In, 0) & Readiness.In) != 0
                ? KeySequences.Parse(typed.AsSpan(0, input.Read(typed)))
                : [];
        }
    }

    public void Release()
    {
        lock (gate)
        {
            isReleased = true;
            if (before is { } settings && IsInForeground)
            {
                TerminalEcho.Set(settings);
            }

            before = null;
        }
    }

    public void Take()
    {
        lock (gate)
        {
            isReleased = false;
            Set();
        }
    }

    public void Dispose()
    {
        continuing.Dispose();
        Release();
    }

    /// <summary>
    /// In the background the terminal belongs to the shell: to set or to read it would stop us (SIGTTOU, SIGTTIN).
    /// </summary>
    static bool IsInForeground => Libc.tcgetpgrp(0) == Libc.getpgrp();

    /// <summary>Left to itself, .NET sets the terminal here as it was at the start.</summary>
    void Continue(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (gate)
        {
            if (!isReleased)
            {
                Set();
            }
        }
    }

    void Set()
    {
        if (IsInForeground)
        {
            before ??= TerminalEcho.Settings();
            TerminalEcho.Set(TerminalEcho.ForKeys(before));
        }
    }
}
