using System.CommandLine;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>
/// An option that takes a packet, a property, the key of a user property, and a value. It can be given many times.
/// </summary>
/// <param name="nextWords">What can follow the first words of a property.</param>
/// <param name="names">Its names.</param>
sealed class PropertyOption(
    Func<IReadOnlyList<string>, IReadOnlyList<string>> nextWords, params string[] names) : Option<PropertyArgument[]>(
        names[0], names[1..]),
IReadOption
{
    public IReadOnlyList<string> Names => names;

    public string? Summary { get; set; }

    /// <summary>What can follow the first words of a property.</summary>
    public IReadOnlyList<string> NextWords(IReadOnlyList<string> words) => nextWords(words);

    public (object? Value, string? Expected) Read(IReadOnlyList<string> words) => (PropertyArgument.Of(words), null);
}
