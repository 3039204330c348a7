using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>Everything an app says that is not a message of MQTT: on stderr, one sentence a line.</summary>
public sealed class Messages(string appName, TextWriter error, bool isQuiet = false)
{
    readonly Lock gate = new();

    public void Error(MqttDemoException e)
    {
        Error(e.Message);
        if (e.Hint is { } hint)
        {
            Write($"hint: {hint}");
        }
    }

    public void Error(string sentence) => Write($"{appName}: error: {sentence}");

    public void Warning(string sentence)
    {
        if (!isQuiet)
        {
            Write($"{appName}: warning: {sentence}");
        }
    }

    public void Note(string sentence)
    {
        if (!isQuiet)
        {
            Write(sentence);
        }
    }

    /// <summary>A line for --debug, which is asked for and therefore never quiet.</summary>
    public void Trace(string line) => Write($"{appName}: {line}");

    /// <summary>A stack trace, line by line.</summary>
    public void Trace(Exception e)
    {
        foreach (var line in e.ToString().Split('\n'))
        {
            Trace(line.TrimEnd('\r'));
        }
    }

    void Write(string line)
    {
        lock (gate)
        {
            error.WriteLine(TerminalText.Escape(line));
        }
    }
}
