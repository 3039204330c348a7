using System.CommandLine;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>A group of nothing but settings.</summary>
/// <param name="title">The heading in the help.</param>
/// <param name="settings">The group of the settings.</param>
sealed class SettingsOnly(string title, SettingGroup settings) : IOptionGroup
{
    public string Title => title;

    public SettingGroup Group => settings;

    public IReadOnlyList<Option> Options => [];
}
