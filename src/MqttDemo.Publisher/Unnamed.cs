using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Publisher;

/// <summary>
/// What is published, or where to, though it was not named: that is never silent, and never instead of
/// something.
/// </summary>
/// <param name="Text">The message, where it is known before it is published; null for what comes from a file or a
/// stream.</param>
/// <param name="Topic">Where it goes.</param>
/// <param name="MessageOrigin">What gave the message, as in "message of config.json"; null where a source is
/// named.</param>
/// <param name="TopicOrigin">The same for the topic.</param>
sealed record Unnamed(string? Text, string Topic, string? MessageOrigin, string? TopicOrigin)
{
    /// <summary>The sentence that tells it; null where both were named.</summary>
    /// <param name="isDone">It has been published; otherwise it is about to be.</param>
    public string? Sentence(bool isDone)
    {
        if (MessageOrigin is null && TopicOrigin is null)
        {
            return null;
        }

        var what = Text switch
        {
            null => "",
            "" => " an empty message",
            _ => $" \"{TerminalText.Shorten(Text)}\"",
        };
        var verb = isDone ? "Published" : "Publishing";
        return $"{verb}{what} to {TerminalText.Shorten(Topic)} ({Origins})";
    }

    string Origins => (MessageOrigin, TopicOrigin) switch
    {
        (null, var topic) => $"topic of {topic}",
        (var message, null) => $"message of {message}",
        var (message, topic) when message == topic => $"message and topic of {message}",
        var (message, topic) => $"message of {message}, topic of {topic}",
    };

    /// <summary>Somebody has given stdin something to publish, and has not said how.</summary>
    /// <exception cref="MqttDemoException">Nothing is to be published (exit code 2).</exception>
    public void RefuseInput(Terminal terminal)
    {
        if (MessageOrigin is not null && terminal.InHasBytes)
        {
            throw Usage(
                "nothing was published: standard input has something to read, and no source is named",
                "-l publishes its lines, -s all of it as one message; where it is meant for another program: "
                + "</dev/null");
        }
    }
}
