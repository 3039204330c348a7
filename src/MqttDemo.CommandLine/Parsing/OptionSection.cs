using System.CommandLine;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>A heading of the help with its options.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Options">The options in their order.</param>
sealed record OptionSection(string Title, IReadOnlyList<Option> Options);
