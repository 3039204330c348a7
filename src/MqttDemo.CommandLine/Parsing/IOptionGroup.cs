using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>Options that belong together: one heading in the help, one reading.</summary>
public interface IOptionGroup
{
    /// <summary>The heading in the help.</summary>
    string Title { get; }

    /// <summary>The word that asks the help for it.</summary>
    string HelpWord { get; }

    /// <summary>Command lines that show what it is good for; {run} stands for one of the command.</summary>
    IReadOnlyList<string> Examples { get; }

    /// <summary>Those of the group itself.</summary>
    IReadOnlyList<Option> Options { get; }

    /// <summary>Those that come after all others, the settings too.</summary>
    IReadOnlyList<Option> LastOptions => [];

    /// <summary>The settings whose options stand among them.</summary>
    SettingGroup Group => SettingGroup.None;
}
