using MqttDemo.Config;

namespace MqttDemo.CommandLine.Streams;

/// <summary>Everything an app says that is not a message of MQTT: on stderr, one sentence per line.</summary>
/// <param name="appName">publisher or subscriber.</param>
/// <param name="error">stderr.</param>
/// <param name="isQuiet">Nothing is said that is not lost or wrong.</param>
/// <param name="isQuietTyped">That is said by an option; otherwise an option that asks for something to be said comes
/// before it.</param>
/// <param name="spelling">How settings are spelled in it; null is by their options.</param>
public sealed class Messages(
    string appName, TextWriter error, bool isQuiet = false, bool isQuietTyped = false, SettingSpelling? spelling = null)
{
    const string EraseLine = "\r\u001b[K";

    // Longer than the terminal is wide, it is cut off there instead of going on in the next line, where nobody would
    // erase it.
    const string WithoutWrapping = "\u001b[?7l";
    const string WithWrapping = "\u001b[?7h";

    readonly Lock gate = new();
    readonly SettingSpelling spelling = spelling ?? SettingSpelling.Options;
    bool hasStatus;

    public void Error(MqttDemoException e)
    {
        foreach (var earlier in e.Earlier)
        {
            Error(earlier.Sentence);
        }

        Error(e.Sentence);
        Hint(spelling.Hint(e));
    }

    public void Error(Sentence sentence, Sentence? hint)
    {
        Error(sentence);
        Hint(hint is null ? null : spelling.Spell(hint));
    }

    public void Error(Sentence sentence) => Write($"{appName}: error: {spelling.Spell(sentence)}");

    /// <summary>Something is or may be lost, or is not as it was asked for: never quiet.</summary>
    public void Warning(Sentence sentence) => Write($"{appName}: warning: {spelling.Spell(sentence)}");

    public void Warning(Sentence sentence, Sentence? hint)
    {
        Warning(sentence);
        Hint(hint is null ? null : spelling.Spell(hint));
    }

    /// <summary>What works, and might be done better.</summary>
    public void Advice(Sentence sentence)
    {
        if (!isQuiet)
        {
            Warning(sentence);
        }
    }

    /// <summary>What became of the messages, where not all is well: never quiet.</summary>
    public void Outcome(string sentence) => Write(sentence);

    public bool IsQuiet => isQuiet;

    /// <summary>The line that was said last.</summary>
    public string? Last { get; private set; }

    /// <summary>That all goes as it should.</summary>
    public void Note(string sentence)
    {
        if (!isQuiet)
        {
            Write(sentence);
        }
    }

    /// <summary>What an option asks for.</summary>
    public void Answer(string sentence)
    {
        if (!isQuietTyped)
        {
            Write(sentence);
        }
    }

    /// <summary>A line of --debug, which is asked for and therefore never quiet.</summary>
    public void Trace(string line) => Write($"{appName}: {line}");

    /// <summary>A stack trace, line by line.</summary>
    public void Trace(Exception e)
    {
        foreach (var line in e.ToString().Split('\n'))
        {
            Trace(line.TrimEnd('\r'));
        }
    }

    /// <summary>
    /// A line at the bottom of the terminal that each call changes; null erases it. For a stderr that is a terminal.
    /// </summary>
    public void Status(string? line)
    {
        lock (gate)
        {
            if (hasStatus || line is not null)
            {
                TryWrite(error.Write, line is null ? EraseLine : $"{EraseLine}{WithoutWrapping}{line}{WithWrapping}");
                hasStatus = line is not null;
            }
        }
    }

    void Hint(string? hint)
    {
        if (hint is not null)
        {
            Write($"hint: {hint}");
        }
    }

    void Write(string line)
    {
        lock (gate)
        {
            Status(null);
            Last = TerminalText.Escape(line);
            TryWrite(error.WriteLine, Last);
        }
    }

    static void TryWrite(Action<string> write, string text)
    {
        try
        {
            write(text);
        }
        catch (Exception e) when (FileUse.IsFailure(e))
        {
            // A full disk, say. There is nowhere to tell it, and no reason to stop: the messages of MQTT go elsewhere.
        }
    }
}
