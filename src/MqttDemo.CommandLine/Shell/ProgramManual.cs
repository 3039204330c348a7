using System.CommandLine;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Shell;

/// <summary>The page of a program, or of one of its commands.</summary>
/// <param name="command">The command.</param>
/// <param name="name">What is typed to run it.</param>
/// <param name="others">The other pages, as man names them.</param>
sealed class ProgramManual(AppCommand command, string name, IReadOnlyList<string> others)
{
    readonly ManualPage page = new(
        name.Replace(' ', '-'), 1,
        char.ToLowerInvariant(command.Description![0]) + command.Description[1..].TrimEnd('.'),
        name.Contains(' ', StringComparison.Ordinal) ? null : $"mqttdemo-{name}");

    public string Text()
    {
        Synopsis();
        Description();
        Options();
        ExitStatus();
        Variables();
        Files();
        page.Section("Examples");
        page.Example(command.Examples);
        page.SeeAlso(others);
        return page.Text;
    }

    void Synopsis()
    {
        page.Section("Synopsis");
        page.Line($"{ManualPage.Bold(name)} [{ManualPage.Italic("option")} ...]");
        foreach (var sub in command.Subcommands)
        {
            page.Line(".br");
            page.Line($"{ManualPage.Bold($"{name} {sub.Name}")} {Takes(sub)}");
        }
    }

    static string Takes(Command sub) =>
        sub is WordCommand { Usage: var usage } ? usage : $"[{ManualPage.Italic("option")} ...]";

    void Description()
    {
        page.Section("Description");
        page.Paragraph(command.Description!);
        foreach (var sub in command.Subcommands)
        {
            page.Term(ManualPage.Bold(sub.Name), sub.Description!);
        }
    }

    void Options()
    {
        page.Section("Options");
        foreach (var section in command.Known.Sections)
        {
            page.Subsection(section.Title);
            foreach (var option in section.Options.Where(option => !option.Hidden))
            {
                page.Term(Names(option), option.Description!);
            }
        }
    }

    /// <summary>The short names first.</summary>
    static string Names(Option option)
    {
        var names = ((IReadOption)option).Names.OrderBy(one => one.StartsWith("--", StringComparison.Ordinal));
        var value = option.HelpName is { } what ? $" {ManualPage.Italic(what)}" : "";
        return string.Join(", ", names.Select(ManualPage.Bold)) + value;
    }

    void ExitStatus()
    {
        page.Section("Exit status");
        foreach (var (code, meaning) in ExitCodes.Meanings)
        {
            page.Term(ManualPage.Bold(code), meaning);
        }
    }

    void Variables()
    {
        page.Section("Environment");
        foreach (var setting in Settings.All.Where(one => one.Variable is not null && one.Options.Count > 0))
        {
            if (command.Known.Find(setting.Options[0], out var option))
            {
                page.Term(ManualPage.Bold(setting.Variable!), $"Like {option.Name}, where that is not given.");
            }
        }
    }

    void Files()
    {
        page.Section("Files");
        page.Term(
            ManualPage.Italic("~/.config/mqttdemo/config.json"),
            "The settings; see mqttdemo-config(5). Without it, config.json beside the program, or else "
            + "/etc/mqttdemo/config.json.");
    }
}
