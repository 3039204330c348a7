using System.CommandLine;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>
/// An option that takes a packet, a property, the key of a user property, and a value. It can be given many times.
/// </summary>
/// <param name="names">Its names.</param>
sealed class PropertyOption(params string[] names) : Option<PropertyArgument[]>(names[0], names[1..]), IReadOption
{
    public IReadOnlyList<string> Names => names;

    public (object? Value, string? Expected) Read(IReadOnlyList<string> words) => (PropertyArgument.Of(words), null);
}
