using System.CommandLine;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>A command of an app with a few words as arguments and none of the app's options.</summary>
/// <param name="name">What is typed to run it.</param>
/// <param name="description">What it does, as one sentence.</param>
/// <param name="words">The words that it takes, each with what it stands for. Made when they are asked for: every start
/// would pay for them.</param>
/// <param name="run">What it does with the words that are typed, to its exit code.</param>
sealed class WordCommand(
    string name,
    string description,
    Func<IReadOnlyList<(string Word, string Meaning)>> words,
    Func<IReadOnlyList<string>, Task<ExitCode>> run) : Command(name, description)
{
    /// <summary>The words that it takes, each with what it stands for.</summary>
    public IReadOnlyList<(string Word, string Meaning)> Words => field ??= words();

    /// <summary>Those words that options of the app may follow.</summary>
    public IReadOnlyList<string> WithOptions { get; init; } = [];

    /// <summary>Those words that a file may follow.</summary>
    public IReadOnlyList<string> WithFile { get; init; } = [];

    /// <summary>What follows its name in a usage line.</summary>
    public string Usage => string.Join('|', Words.Select(one => one.Word));

    /// <summary>Runs it with the words that are typed after its name.</summary>
    public Task<ExitCode> RunAsync(IReadOnlyList<string> typed) => run(typed);

    /// <summary>What it takes, for a reader.</summary>
    /// <param name="appName">publisher or subscriber.</param>
    public string Help(string appName) => string.Concat(
        Words.Select(one => $"  {appName} {Name} {one.Word}\n      {one.Meaning}\n").Prepend($"{Description}\n\n"));

    /// <summary>The failure where other words are typed.</summary>
    public MqttDemoException Refusal(IReadOnlyList<string> typed) => Usage(
        typed.Count == 0
            ? $"{Name} needs a word that says what to print"
            : $"{Name} does not know '{TerminalText.Shorten(string.Join(' ', typed))}'",
        $"it takes one of {string.Join(", ", Words.Select(one => one.Word))}");
}
