using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Help;

/// <summary>The help of a command: one screen of what most people need, one topic, or everything.</summary>
/// <param name="command">The command.</param>
/// <param name="name">What is typed to run it.</param>
sealed class CommandHelp(AppCommand command, string name)
{
    /// <param name="topic">What is asked for; null is the first screen.</param>
    /// <exception cref="MqttDemoException">There is no such topic (exit code 2).</exception>
    public string Text(string? topic)
    {
        var topics = HelpTopics.Of(command, name);
        return topic is null
            ? HelpScreen.Of(command, name, topics)
            : HelpTopics.Find(topics, command, topic)?.Text() ?? throw Unknown(topics, topic);
    }

    static MqttDemoException Unknown(IReadOnlyList<HelpTopic> topics, string word)
    {
        string[] words = [HelpTopic.Everything, .. topics.Where(one => one.IsListed).Select(one => one.Word)];
        var near = Spelling.Nearest(word, words);
        return Usage(
            $"there is no help on '{TerminalText.Shorten(word)}'",
            $"{(near is null ? "" : $"did you mean --help {near}? ")}there is help on {string.Join(", ", words)}, and "
            + "on each option by its name");
    }
}
