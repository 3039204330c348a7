using System.CommandLine;
using System.Text;
using MqttDemo.CommandLine.Parsing;

namespace MqttDemo.CommandLine.Help;

/// <summary>Writes help for 80 columns: what is typed on the left, what it does on the right.</summary>
sealed class HelpText
{
    const int Width = 80;
    const int TextColumn = 30;

    readonly StringBuilder text = new();

    public HelpText Line(string line = "")
    {
        text.Append(line).Append('\n');
        return this;
    }

    /// <summary>A heading and lines that are shown as they are.</summary>
    public HelpText Examples(IReadOnlyList<string> examples)
    {
        Line("Examples:");
        foreach (var example in examples)
        {
            Line($"  {example}");
        }

        return this;
    }

    /// <summary>A heading of options and everything about them.</summary>
    public HelpText Section(OptionSection section)
    {
        Line($"{section.Title}:");
        foreach (var option in section.Options.Where(option => !option.Hidden))
        {
            Option(option);
        }

        return this;
    }

    /// <summary>Two columns; what is too long for the left one has a line of its own.</summary>
    /// <param name="left">What is typed.</param>
    /// <param name="right">What it does.</param>
    /// <param name="column">Where the right one begins.</param>
    public HelpText Columns(string left, string right, int column = TextColumn)
    {
        if (left.Length > column - 2)
        {
            Line(left);
            left = "";
        }

        foreach (var line in Wrap(right, Width - column))
        {
            Line(left.PadRight(column) + line);
            left = "";
        }

        return this;
    }

    /// <summary>An option with its first short and its first long name, and one line about it.</summary>
    public HelpText Summary(Option option, string summary)
    {
        var names = ((IReadOption)option).Names;
        string?[] shown = [names.FirstOrDefault(name => !IsLong(name)), names.FirstOrDefault(IsLong)];
        return Columns($"  {string.Join(", ", shown.OfType<string>())}{Value(option)}", summary);
    }

    public override string ToString() => text.ToString();

    /// <summary>The short letters first, then the long name that is declared first; the others come last.</summary>
    void Option(Option option)
    {
        var names = ((IReadOption)option).Names;
        var shown = names.Where(name => !IsLong(name)).Concat(names.Where(IsLong).Take(1));
        string[] others = [.. names.Where(IsLong).Skip(1)];
        Columns(
            $"  {string.Join(", ", shown)}{Value(option)}",
            option.Description + (others.Length > 0 ? $" Also {string.Join(", ", others)}." : ""));
    }

    static string Value(Option option) => option.HelpName is { } value ? $" <{value}>" : "";

    static bool IsLong(string name) => name.StartsWith("--", StringComparison.Ordinal);

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
