using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Streams;

/// <summary>Asks in the terminal for a password, which is not shown there.</summary>
sealed class PasswordPrompt : IDisposable
{
    const string Question = "Password: ";

    readonly Lock gate = new();
    readonly Terminal terminal;
    readonly byte[] before;
    readonly PosixSignalRegistration[] registrations;
    bool isSilent;

    [UnsupportedOSPlatform("windows")]
    PasswordPrompt(Terminal terminal)
    {
        this.terminal = terminal;
        before = TerminalEcho.Settings();
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, End),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, End),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, End),
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Suspend),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, Continue),
        ];
        Begin();
    }

    /// <exception cref="MqttDemoException">There is none (exit code 2), or the terminal cannot be asked
    /// (7).</exception>
    public static string Ask(Terminal terminal)
    {
        if (OperatingSystem.IsWindows())
        {
            return AskByKeys(terminal);
        }

        try
        {
            using var prompt = new PasswordPrompt(terminal);
            return prompt.Read();
        }
        catch (IOException e)
        {
            throw new MqttDemoException(
                FailureKind.InputOutput, $"the terminal cannot be asked for a password: {e.Message}",
                "use --password-file or MQTT_PASSWORD", e);
        }
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        Restore();
    }

    /// <summary>A line: the terminal lets the user correct it, and passes it on once it is ended.</summary>
    string Read()
    {
        var typed = new ArrayBufferWriter<byte>();
        var letter = new byte[1];
        while (terminal.In.Read(letter) == 1)
        {
            if (letter[0] == '\n')
            {
                return ByteText.Decode(typed.WrittenSpan);
            }

            typed.Write(letter);
        }

        return typed.WrittenCount > 0
            ? ByteText.Decode(typed.WrittenSpan)
            : throw new MqttDemoException(
                FailureKind.Usage, "-P without a value asks for the password, and none was typed",
                "use --password-file or MQTT_PASSWORD");
    }

    void Begin()
    {
        lock (gate)
        {
            TerminalEcho.Set(TerminalEcho.Without(before));
            isSilent = true;
            terminal.Error.Write(Question);
        }
    }

    /// <summary>The end of the line that was typed has not been shown.</summary>
    void Restore()
    {
        lock (gate)
        {
            if (isSilent)
            {
                isSilent = false;
                TerminalEcho.Set(before);
                terminal.Error.WriteLine();
            }
        }
    }

    /// <summary>What the signal does comes after this.</summary>
    void End(PosixSignalContext context) => Restore();

    void Suspend(PosixSignalContext context)
    {
        context.Cancel = true;
        Restore();
        Suspension.Begin();
        Begin();
    }

    /// <summary>Left to itself, .NET sets the terminal here as it was at the start: with echo.</summary>
    void Continue(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (gate)
        {
            if (isSilent)
            {
                TerminalEcho.Set(TerminalEcho.Without(before));
            }
        }
    }

    static string AskByKeys(Terminal terminal)
    {
        terminal.Error.Write(Question);
        var typed = new StringBuilder();
        for (
            var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(
                intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (key.KeyChar != '\0')
            {
                typed.Append(key.KeyChar);
            }
        }

        terminal.Error.WriteLine();
        return typed.ToString();
    }
}
