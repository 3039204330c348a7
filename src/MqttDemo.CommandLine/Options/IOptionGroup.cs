using System.CommandLine;

namespace MqttDemo.CommandLine.Options;

/// <summary>Options that belong together: one heading in the help, one reading.</summary>
public interface IOptionGroup
{
    /// <summary>The heading in the help.</summary>
    string Title { get; }

    IReadOnlyList<Option> Options { get; }
}
