using System.CommandLine;
using MqttDemo.CommandLine.Output;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>What steers the program itself.</summary>
sealed class GeneralOptions : IOptionGroup
{
    readonly Option<bool> version = NewOption.Flag(
        "Show the version; with --debug, also its commit and the runtime.", "--version");

    /// <summary>-h is the host, as in every MQTT tool.</summary>
    readonly Option<bool> help = NewOption.Flag("Show this.", "--help", "-?");

    public string Title => "General";

    /// <summary>It is read with everything else that is typed.</summary>
    public Option<string?> OptionsFile { get; } = NewOption.Value(
        SettingTypes.File, "Read options from this file too, one a line; those of the command line come before them.",
        "--options-file", "-o");

    public Option<bool> Debug { get; } = NewOption.Flag(
        "Log every packet and decision to stderr.", [.. Settings.General.Debug.Options]);

    public SettingGroup Group => SettingGroup.General;

    public IReadOnlyList<Option> Options => [OptionsFile];

    public IReadOnlyList<Option> LastOptions => [Debug, version, help];

    /// <summary>What is shown in the place of a run: the help or the version; null is nothing.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="text">The help.</param>
    public string? Shown(Arguments args, GroupedHelp text) =>
        args.Has(help) ? text.Text() : args.Has(version) ? VersionText.Of(args.Has(Debug)) : null;
}
