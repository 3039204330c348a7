using MqttDemo.CommandLine.Parsing;

namespace MqttDemo.CommandLine.Help;

/// <summary>Everything about a command: examples first, then the options by purpose.</summary>
static class FullHelp
{
    /// <param name="command">The command.</param>
    /// <param name="name">What is typed to run it.</param>
    public static string Of(AppCommand command, string name)
    {
        var text = new HelpText().Line(command.Description!).Line().Examples(command.Examples).Line()
            .Line($"Usage: {name} [options]");
        foreach (var subcommand in command.Subcommands)
        {
            var (takes, more) = subcommand is WordCommand { Usage: var words }
                ? (words, "")
                : ("[options]", " Its --help tells more.");
            text.Line($"       {name} {subcommand.Name} {takes}").Columns("", subcommand.Description + more);
        }

        foreach (var section in command.Known.Sections)
        {
            text.Line().Section(section);
        }

        return text.ToString();
    }
}
