using System.CommandLine;
using System.Globalization;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Subscriber.Filters;

namespace MqttDemo.Subscriber;

/// <summary>Which of the messages that come are wanted. The others are acknowledged and forgotten.</summary>
sealed class FilterOptions : IOptionGroup
{
    readonly Option<string[]> filterOut = NewOption.Texts(
        "filter", "No messages of these topics. May be given many times.", "--filter-out", "-T");

    readonly Option<bool> noRetained = NewOption.Flag("No retained messages.", "--no-retained", "-R");

    readonly Option<bool> retainedOnly = NewOption.Flag(
        "Only retained messages; end when all have arrived.", "--retained-only");

    readonly Option<string?> match = NewOption.Value(
        SettingTypes.Text(valueName: "regex"), "Only payloads in which this regular expression matches.", "--match");

    readonly Option<bool> changed = NewOption.Flag(
        "Only payloads that differ from the last one shown of their topic.", "--changed");

    readonly Option<TimeSpan?> throttle = NewOption.Value(
        SettingTypes.Duration(),
        "At most one message per topic in this many seconds: the first; the others are dropped.", "--throttle");

    readonly Option<double?> random = NewOption.Value(
        Percentage(), "Show this percentage of the messages, chosen at random; -C counts the others too.",
        "--random-filter");

    public string Title => "Filters";

    public string HelpWord => "filters";

    public IReadOnlyList<string> Examples =>
    [
        "subscriber -t 'my/#' -T 'my/noise/#' -R", "subscriber -t 'my/#' --retained-only -v",
        "subscriber -t 'my/#' --changed --throttle 5 -v", "subscriber -t my/topic --match '^2[0-9]'",
    ];

    public IReadOnlyList<Option> Options => [filterOut, noRetained, retainedOnly, match, changed, throttle, random];

    static SettingType<double?> Percentage() => new("a percentage from 0.1 to 100", "number", value =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number is >= 0.1 and <= 100
            ? (number, null)
            : (null, "a percentage from 0.1 to 100"))
    { Least = 0.1, Most = 100, ValueName = "percent" };

    public FilterSettings Read(Arguments args)
    {
        var (none, only) = (args.Has(noRetained), args.Has(retainedOnly));
        if (none && only)
        {
            throw Usage("-R leaves out the very messages that --retained-only asks for", "give one");
        }

        var unwanted = args.GetValues(filterOut);
        foreach (var filter in unwanted)
        {
            TopicOptions.Check(filter);
            if (TopicFilter.IsShared(filter))
            {
                throw Usage(
                    $"-T leaves out topics, and '{TerminalText.Shorten(filter)}' is a shared subscription, which no "
                    + "topic matches",
                    "give the topic alone");
            }
        }

        return new(
            unwanted, none ? false : only ? true : null, args.GetValue(match), args.Has(changed),
            args.GetValue(throttle), args.GetValue(random));
    }
}
