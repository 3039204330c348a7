using MqttDemo.CommandLine.Parsing;

namespace MqttDemo.CommandLine.Help;

/// <summary>What most people need of a command, on one screen.</summary>
static class HelpScreen
{
    const int MostExamples = 3;

    /// <param name="command">The command.</param>
    /// <param name="name">What is typed to run it.</param>
    /// <param name="topics">What else there is help on.</param>
    public static string Of(AppCommand command, string name, IReadOnlyList<HelpTopic> topics)
    {
        var text = new HelpText().Line(command.Description!).Line().Line($"Usage: {name} [options]").Line();
        Commands(text, command, name);
        text.Examples([.. command.Examples.Take(MostExamples)]).Line().Line("Used most:");
        foreach (var option in command.Known.All)
        {
            if (((IReadOption)option).Summary is { } summary)
            {
                text.Summary(option, summary);
            }
        }

        var words = string.Join(", ", topics.Where(one => one.IsListed).Select(one => one.Word));
        return text.Line()
            .Columns($"{name} --help {HelpTopic.Everything}", "every option")
            .Columns($"{name} --help TOPIC", $"one of {words}")
            .ToString();
    }

    static void Commands(HelpText text, AppCommand command, string name)
    {
        if (command.Subcommands.Count == 0)
        {
            return;
        }

        text.Line("Commands:");
        foreach (var subcommand in command.Subcommands)
        {
            text.Columns($"  {name} {subcommand.Name}", subcommand.Description!);
        }

        text.Line();
    }
}
