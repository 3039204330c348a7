using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>What steers the program itself.</summary>
sealed class GeneralOptions : IOptionGroup
{
    /// <summary>Is read before everything else: <see cref="LiteralArguments"/>.</summary>
    public const string OptionsFileName = "--options-file";

    readonly Option<string?> optionsFile = NewOption.Text("file", "Read options from this file too, one a line; those of the command line come before them.", OptionsFileName, "-o");

    readonly Option<string?> config = NewOption.Text("file", "Read this file instead of config.json.", "--config");

    readonly Option<string?> profile = NewOption.Text("name", "Use this group of settings of the file.", "--profile");

    readonly Option<bool> debug = NewOption.Flag("Tell every packet and decision.", "--debug", "-d");

    readonly Option<bool> version = NewOption.Flag("Show the version.", "--version");

    public GeneralOptions() => version.Action = new ShowVersion();

    public string Title => "General";

    /// <summary>-h is the host, as in every MQTT tool.</summary>
    public Option<bool> Help { get; } = NewOption.Flag("Show this.", "--help", "-?");

    public SettingGroup Group => SettingGroup.General;

    public IReadOnlyList<Option> Options => [optionsFile, config, profile];

    public IReadOnlyList<Option> LastOptions => [debug, version, Help];

    public bool IsDebug(ParseResult args) => args.GetValue(debug);

    public string? OptionsFile(ParseResult args) => args.GetValue(optionsFile);

    public string? ConfigFile(ParseResult args) => args.GetValue(config);

    public string? Profile(ParseResult args) => args.GetValue(profile);

    sealed class ShowVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(typeof(GeneralOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
            return 0;
        }
    }
}
