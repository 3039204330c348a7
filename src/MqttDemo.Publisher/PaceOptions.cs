using System.CommandLine;
using System.Globalization;
using MqttDemo.CommandLine.Options;
using MqttDemo.Publisher.Pace;

namespace MqttDemo.Publisher;

/// <summary>How often and how fast.</summary>
sealed class PaceOptions : IOptionGroup
{
    readonly Option<double?> rate = Factor("number", "So many messages a second, such as 1000 or 0.5.", "--rate");

    readonly Option<double?> replaySpeed = Factor(
        "factor", "With --json-lines: keep the time between messages as recorded; 2 is twice as fast.", "--replay-speed");

    readonly Option<int?> repeat = NewOption.WholeNumber("number", "Publish one message so many times.", "--repeat");

    readonly Option<double?> repeatDelay = NewOption.Seconds("Wait so long between them.", "--repeat-delay");

    public string Title => "Pace (default: as fast as the broker takes them)";

    public IReadOnlyList<Option> Options => [rate, replaySpeed, repeat, repeatDelay];

    /// <summary>How often one message is published.</summary>
    public int Times(ParseResult args) => args.GetValue(repeat) ?? 1;

    /// <summary>Records must say when they were made.</summary>
    public bool NeedsTimes(ParseResult args) => args.GetValue(replaySpeed) is not null;

    /// <summary>The pace; null is as fast as can be.</summary>
    public IPace? Read(ParseResult args) => (args.GetValue(rate), args.GetValue(replaySpeed), args.GetValue(repeatDelay)) switch
    {
        ({ } perSecond, _, _) => new SteadyPace(perSecond),
        (_, { } speed, _) => new RecordedPace(speed),
        (_, _, > 0 and var seconds) => new PausedPace(seconds),
        _ => null,
    };

    public void Check(ParseResult args, string? records)
    {
        string?[] all =
        [
            args.GetValue(rate) is null ? null : "--rate",
            args.GetValue(replaySpeed) is null ? null : "--replay-speed",
            args.GetValue(repeatDelay) is null ? null : "--repeat-delay",
        ];
        if (all.OfType<string>().ToArray() is { Length: > 1 } paces)
        {
            throw Usage($"{string.Join(" and ", paces)} are two paces", "give one");
        }

        if (NeedsTimes(args) && records != RecordOptions.JsonLines)
        {
            throw Usage("--replay-speed goes by the times of recorded messages", $"add {RecordOptions.JsonLines}");
        }

        if (records is not null && (args.GetValue(repeat) is not null || args.GetValue(repeatDelay) is not null))
        {
            throw Usage($"--repeat and --repeat-delay are for one message, not for the lines of {records}", "--rate says how many lines a second");
        }

        if (args.GetValue(repeat) is < 1)
        {
            throw Usage($"--repeat takes a whole number from 1, not '{args.GetValue(repeat)}'");
        }

        if (args.GetValue(repeatDelay) is > NewOption.LongestSeconds)
        {
            throw Usage($"--repeat-delay is at most {NewOption.LongestSeconds} seconds");
        }
    }

    static Option<double?> Factor(string helpName, string description, string name) => NewOption.Create<double?>(
        value => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number > 0
            ? (number, null)
            : (null, "a number above 0, such as 10 or 0.5"),
        helpName, description, name);
}
