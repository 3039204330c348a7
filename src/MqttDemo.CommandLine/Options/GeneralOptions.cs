using System.CommandLine;
using MqttDemo.CommandLine.Help;
using MqttDemo.CommandLine.Output;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>What steers the program itself.</summary>
sealed class GeneralOptions : IOptionGroup
{
    readonly Option<bool> version = NewOption.Flag(
        "Show the version; with --debug, also its commit and the runtime.", "--version");

    public string Title => "General";

    public string HelpWord => "general";

    public IReadOnlyList<string> Examples => ["{run} --profile plant", "{run} -o options.txt", "{run} -d"];

    /// <summary>-h is the host, as in every MQTT tool.</summary>
    public Option<string?> Help { get; } = NewOption.OptionalValue(
        SettingTypes.Text(valueName: "topic"),
        "Show the options used most; with the name of a topic or an option, all about it; with 'all', every option.",
        "--help", "-?");

    /// <summary>It is read with everything else that is typed.</summary>
    public Option<string?> OptionsFile { get; } = NewOption.Value(
        SettingTypes.File, "Read options from this file too, one per line; those of the command line take precedence.",
        "--options-file", "-o");

    public Option<bool> Debug { get; } = NewOption.Flag(
        "Log every packet and decision to stderr.", [.. Settings.General.Debug.Options])
        .Frequent("Log every packet and decision to stderr.");

    public SettingGroup Group => SettingGroup.General;

    public IReadOnlyList<Option> Options => [OptionsFile];

    public IReadOnlyList<Option> LastOptions => [Debug, version, Help];

    /// <summary>What is shown in place of a run: the help or the version; null is nothing.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="text">The help.</param>
    public string? Shown(Arguments args, CommandHelp text) =>
        args.Has(Help)
            ? text.Text(args.GetValue(Help))
            : args.Has(version) ? VersionText.Of(args.Has(Debug)) : null;
}
