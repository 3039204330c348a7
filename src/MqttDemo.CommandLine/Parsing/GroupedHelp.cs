using System.CommandLine;
using System.Text;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>Help for 80 columns: examples first, then the options by purpose.</summary>
/// <param name="command">The command.</param>
/// <param name="name">What is typed to run it.</param>
sealed class GroupedHelp(AppCommand command, string name)
{
    const int Width = 80;
    const int TextColumn = 30;

    public string Text()
    {
        var text = new StringBuilder();
        text.Append(command.Description).Append("\n\nExamples:\n");
        foreach (var example in command.Examples)
        {
            text.Append("  ").Append(example).Append('\n');
        }

        text.Append($"\nUsage: {name} [options]\n");
        foreach (var subcommand in command.Subcommands)
        {
            var (takes, more) = subcommand is WordCommand { Usage: var words }
                ? (words, "")
                : ("[options]", " Its --help tells more.");
            text.Append($"       {name} {subcommand.Name} {takes}\n");
            Append(text, "", subcommand.Description + more);
        }

        foreach (var section in command.Known.Sections)
        {
            text.Append('\n').Append(section.Title).Append(":\n");
            foreach (var option in section.Options.Where(option => !option.Hidden))
            {
                Append(text, option);
            }
        }

        return text.ToString();
    }

    static void Append(StringBuilder text, Option option)
    {
        // The short letter first, then the long names in the order in which they are declared.
        var names = option.Aliases.Append(option.Name).Where(name => !name.StartsWith("--", StringComparison.Ordinal))
            .Append(option.Name.StartsWith("--", StringComparison.Ordinal) ? option.Name : null).OfType<string>()
                .Distinct();
        var left = "  " + string.Join(", ", names) + (option.HelpName is { } value ? $" <{value}>" : "");
        var others =
            option.Aliases.Where(name => name.StartsWith("--", StringComparison.Ordinal) && name != option.Name)
                .ToArray();
        Append(text, left, option.Description + (others.Length > 0 ? $" Also {string.Join(", ", others)}." : ""));
    }

    /// <summary>Two columns; what is too long for the left one has a line of its own.</summary>
    static void Append(StringBuilder text, string left, string right)
    {
        if (left.Length > TextColumn - 2)
        {
            text.Append(left).Append('\n');
            left = "";
        }

        foreach (var line in Wrap(right, Width - TextColumn))
        {
            text.Append(left.PadRight(TextColumn)).Append(line).Append('\n');
            left = "";
        }
    }

    static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
