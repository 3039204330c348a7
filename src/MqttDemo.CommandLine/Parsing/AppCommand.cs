using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

#pragma warning disable CA1010 // The library's Command is a collection only for the sake of its initializer.
/// <summary>
/// A command of an app. Not the library's RootCommand: that looks up the texts of its own options for help and version
/// at every start, which takes longer than everything else about the command line.
/// </summary>
/// <param name="name">What is typed to run it.</param>
/// <param name="description">What it does, as one sentence.</param>
/// <param name="options">Its options.</param>
public sealed class AppCommand(string name, string description, KnownOptions options) : Command(name, description)
{
    /// <summary>The options, by their names.</summary>
    public KnownOptions Known { get; } = options;

    /// <summary>Command lines, for the help.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>A command line for the examples of a topic of the help, which add their options to it.</summary>
    public string SampleRun { get; init; } = name;

    /// <summary>The option that shows the help.</summary>
    public Option? Help { get; init; }

    /// <summary>The option that names a file with more options; null is none.</summary>
    public Option? OptionsFile { get; init; }

    /// <summary>The option that tells everything.</summary>
    public Option? Debug { get; init; }

    /// <summary>The settings in force, checked as for a run.</summary>
    public Func<Arguments, MqttSettings>? Settings { get; init; }

    /// <summary>The settings whose value of config.json, or default, is not used with what is given.</summary>
    public Func<Arguments, IReadOnlyList<Setting>> Replaced { get; init; } = static _ => [];

    /// <summary>What it does, from its arguments to its exit code.</summary>
    public required Func<Arguments, Task<int>> Run { get; init; }
}

/// <summary>
/// A command of an app that is chosen by a word before its options. It is declared when it is chosen: every start would
/// pay for it.
/// </summary>
/// <param name="word">The word.</param>
/// <param name="description">What it does, as one sentence.</param>
/// <param name="declare">Makes the command.</param>
public sealed class Subcommand(string word, string description, Func<string, string, AppCommand> declare)
    : Command(word, description)
{
    internal AppCommand Declare() => declare(Name, Description!);
}
