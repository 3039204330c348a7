using System.CommandLine;
using System.CommandLine.Parsing;
using MqttDemo.CommandLine.Options;

namespace MqttDemo.CommandLine;

/// <summary>How arguments are parsed that are literal already; and where each option stands that comes from an options file.</summary>
/// <param name="places">File and line, by the name of the option.</param>
sealed class OptionPlaces(IReadOnlyDictionary<string, string> places) : ParserConfiguration
{
    /// <summary>File and line of an option; null where it stands on the command line.</summary>
    public static string? Find(ParseResult args, string option) => (args.Configuration as OptionPlaces)?.Find(option);

    /// <summary>The same for the options of a setting, by its key at the top of config.json.</summary>
    public static string? FindSetting(ParseResult args, string key) => args.CommandResult.Command.Options
        .Where(option => (option as ISettingOption)?.Setting.TopKey == key)
        .Select(option => Find(args, option.Name))
        .FirstOrDefault(place => place is not null);

    /// <summary>What is wrong with a value, and where it stands.</summary>
    public string Describe(ParseError error)
    {
        var place = (error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult) is { } result ? Find(result.Option.Name) : null;
        return $"{(place is null ? "" : $"{place}: ")}{error.Message.TrimEnd('.')}";
    }

    string? Find(string option) => places.GetValueOrDefault(option);
}
