using System.CommandLine;

namespace MqttDemo.CommandLine;

#pragma warning disable CA1010 // The library's Command is a collection only for the sake of its initializer.
/// <summary>A command of an app that is chosen by a word before its options. They are declared when it is chosen: every start would pay for them.</summary>
/// <param name="word">The word.</param>
/// <param name="description">What it does, as one sentence.</param>
/// <param name="declare">Gives it its options and what it does.</param>
public sealed class Subcommand(string word, string description, Action<Command> declare) : Command(word, description)
{
    internal void Declare() => declare(this);
}
