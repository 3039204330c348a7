using MqttDemo.CommandLine.Formats.Templates;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Help;

/// <summary>The topics of a command's help: a group of options each, and what is no option.</summary>
static class HelpTopics
{
    /// <param name="command">The command.</param>
    /// <param name="name">What is typed to run it.</param>
    public static IReadOnlyList<HelpTopic> Of(AppCommand command, string name)
    {
        HelpTopic[] templates = command.Known.Find(RunSettings.Template.Options[0], out _)
            ? [new("template", "The codes of -F", () => Template(command))]
            : [];
        return
        [
            new(HelpTopic.Everything, "Every option", () => FullHelp.Of(command, name)) { IsListed = false },
            .. command.Known.Sections.Select(
                section => new HelpTopic(section.HelpWord, section.Title, () => Section(section, command))),
            .. templates,
            new("environment", "The variables that are read", () => Environment(command)),
            new("exit-codes", "What the exit codes mean", ExitCodesOf),
            .. command.Subcommands.Select(sub => Subcommand(sub, name)),
        ];
    }

    /// <summary>The topic with this word, or the one that has the option of this name; null is none.</summary>
    public static HelpTopic? Find(IReadOnlyList<HelpTopic> topics, AppCommand command, string word) =>
        topics.FirstOrDefault(one => one.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
        ?? (command.Known.Sections.FirstOrDefault(section => Has(section, word.TrimStart('-'))) is { } section
            ? topics.First(one => one.Word == section.HelpWord)
            : null);

    static bool Has(OptionSection section, string word) => section.Options.Any(
        option => ((IReadOption)option).Names.Any(name => name.TrimStart('-') == word));

    static HelpTopic Subcommand(System.CommandLine.Command sub, string name) => new(
        sub.Name, sub.Description!,
        () => sub switch
        {
            Subcommand chosen => Screen(chosen.Declare(), $"{name} {sub.Name}"),
            WordCommand words => words.Help(name),
            _ => "",
        })
    { IsListed = false };

    static string Screen(AppCommand command, string name) => HelpScreen.Of(command, name, Of(command, name));

    static string Section(OptionSection section, AppCommand command)
    {
        var examples = section.Examples.Select(
            example => example.Replace("{run}", command.SampleRun, StringComparison.Ordinal));
        return new HelpText().Section(section).Line().Examples([.. examples]).ToString();
    }

    static string Template(AppCommand command)
    {
        var text = new HelpText().Line("The codes of a template (-F):");
        foreach (var (code, meaning) in TemplateCodes.Meanings)
        {
            text.Columns($"  {code}", meaning, column: 20);
        }

        return text.Line().Examples(
            [.. ((string[])["-F '%I %t %p'", "-F '@H:@M:@S %t\\t%p'", "-F '%-20t %8p'"]).Select(
                example => $"{command.SampleRun} {example}")]).ToString();
    }

    static string Environment(AppCommand command)
    {
        var text = new HelpText().Line("Variables that are read where the option is not given:");
        foreach (var setting in Settings.All.Where(one => one.Variable is not null && one.Options.Count > 0))
        {
            if (command.Known.Find(setting.Options[0], out var option))
            {
                text.Columns($"  {setting.Variable}", $"{option.Name}: {option.Description}");
            }
        }

        return text.Line().Examples([$"MQTT_BROKER=broker.example.org {command.SampleRun}"]).ToString();
    }

    static string ExitCodesOf()
    {
        var text = new HelpText().Line("Exit codes:");
        foreach (var (code, meaning) in ExitCodes.Meanings)
        {
            text.Columns($"  {code}", meaning, column: 12);
        }

        return text.ToString();
    }
}
