using System.CommandLine;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>A group of nothing but settings.</summary>
/// <param name="title">The heading in the help.</param>
/// <param name="helpWord">The word that asks the help for it.</param>
/// <param name="settings">The group of the settings.</param>
/// <param name="examples">Options that the help shows behind a command line.</param>
sealed class SettingsOnly(string title, string helpWord, SettingGroup settings, params IReadOnlyList<string> examples)
    : IOptionGroup
{
    public string Title => title;

    public string HelpWord => helpWord;

    public IReadOnlyList<string> Examples => [.. examples.Select(example => $"{{run}} {example}")];

    public SettingGroup Group => settings;

    public IReadOnlyList<Option> Options => [];
}
