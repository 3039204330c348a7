using System.CommandLine;
using MqttDemo.CommandLine.Help;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Shell;

/// <summary>Completes a word of a command line, from what is declared of commands, options and settings.</summary>
/// <param name="app">The app.</param>
/// <param name="profiles">The profiles of a config file; of the usual one for null.</param>
sealed class Completer(AppCommand app, Func<string?, IReadOnlyList<string>> profiles)
{
    /// <param name="words">What is typed after the name of the program; the last one is to be completed.</param>
    public Completion Complete(IReadOnlyList<string> words)
    {
        var (current, before) = words.Count == 0 ? ("", words) : (words[^1], [.. words.SkipLast(1)]);
        if (before.Count == 0 && !current.StartsWith('-'))
        {
            return Completion.Words(
                app.Subcommands.Select(sub => new Candidate(sub.Name, FirstSentence(sub.Description)))
                    .Where(one => IsBegunBy(one.Word, current)));
        }

        return app.Subcommands.FirstOrDefault(sub => before.Count > 0 && sub.Name == before[0]) switch
        {
            Subcommand chosen => Complete(chosen.Declare(), [.. before.Skip(1)], current),
            WordCommand chosen when before.Count == 1 => Completion.Words(
                chosen.Words.Where(one => IsBegunBy(one.Word, current))
                    .Select(one => new Candidate(one.Word, one.Meaning))),
            WordCommand chosen when chosen.WithOptions.Contains(before[1]) =>
                Complete(app, [.. before.Skip(2)], current),
            WordCommand chosen when before.Count == 2 && chosen.WithFile.Contains(before[1]) =>
                new(SettingCompletion.File, []),
            WordCommand => Completion.Nothing,
            _ => Complete(app, before, current),
        };
    }

    Completion Complete(AppCommand command, IReadOnlyList<string> before, string current)
    {
        var typed = new TypedOptions(command.Known, before);
        if (typed.Waiting is { } waiting && !(typed.CanEnd && current.StartsWith('-')))
        {
            return Values(command, waiting, typed, "", current);
        }

        if (command.Help is { } help && typed.Has(help) && typed.Waiting != help)
        {
            // It takes one topic, and all else beside it would do nothing.
            return Completion.Nothing;
        }

        if (current.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            && command.Known.Find(current[..equals], out var option)
            && option.Arity.MaximumNumberOfValues > 0)
        {
            return Values(command, option, typed, current[..(equals + 1)], current[(equals + 1)..]);
        }

        return Completion.Words(
            command.Known.All.Where(one => !one.Hidden && CanBeGiven(one, typed))
                .SelectMany(one => Names(one, current)));
    }

    /// <param name="command">The command.</param>
    /// <param name="option">Its option.</param>
    /// <param name="typed">What is typed before it.</param>
    /// <param name="lead">What stands before the value in the same word.</param>
    /// <param name="current">The beginning of the value.</param>
    Completion Values(AppCommand command, Option option, TypedOptions typed, string lead, string current)
    {
        if (option == command.Help)
        {
            return Completion.Words(
                HelpTopics.Of(command, command.Name).Where(one => IsBegunBy(one.Word, current))
                    .Select(one => new Candidate(lead + one.Word, FirstSentence(one.Meaning))));
        }

        var type = ((IReadOption)option).Type;
        IReadOnlyList<string> values = (option, type) switch
        {
            (PropertyOption property, _) => property.NextWords(lead.Length == 0 ? typed.WordsOfWaiting : []),
            (_, { Completion: SettingCompletion.Profile }) => profiles(typed.ValueOf(ConfigFileOption)),
            (_, { Choices: { } choices }) => choices,
            _ when option.HelpName?.Contains('|', StringComparison.Ordinal) == true => option.HelpName.Split('|'),
            _ => type?.FrequentValues ?? [],
        };
        return type?.Completion is SettingCompletion.File or SettingCompletion.Folder
            ? new(type.Completion, [])
            : Completion.Words(
                values.Where(value => IsBegunBy(value, current)).Select(value => new Candidate(lead + value)));
    }

    static string ConfigFileOption => Settings.General.ConfigFile.Options[0];

    static bool CanBeGiven(Option option, TypedOptions typed) =>
        option.Arity.MaximumNumberOfValues > 1 || !typed.Has(option);

    /// <summary>The long name until somebody asks for another one.</summary>
    static IEnumerable<Candidate> Names(Option option, string current)
    {
        var names = ((IReadOption)option).Names;
        var shown = current is "" or "-" or "--"
            ? [names.FirstOrDefault(IsLong) ?? names[0]]
            : names.Where(name => IsBegunBy(name, current));
        return shown.Select(name => new Candidate(name, FirstSentence(option.Description)));
    }

    static bool IsLong(string name) => name.StartsWith("--", StringComparison.Ordinal);

    static bool IsBegunBy(string word, string current) => word.StartsWith(current, StringComparison.Ordinal);

    static string FirstSentence(string? text)
    {
        var end = text?.IndexOf(". ", StringComparison.Ordinal) ?? -1;
        return end < 0 ? text?.TrimEnd('.') ?? "" : text![..end];
    }
}
