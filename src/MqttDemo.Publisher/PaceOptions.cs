using System.CommandLine;
using System.Globalization;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;
using MqttDemo.Publisher.Pace;

namespace MqttDemo.Publisher;

/// <summary>How often and how fast.</summary>
sealed class PaceOptions : IOptionGroup
{
    readonly Option<double?> rate = NewOption.Value(
        Factor("number"), "Messages per second, such as 1000 or 0.5.", "--rate");

    readonly Option<double?> replaySpeed = NewOption.Value(
        Factor("factor"), "With --json-lines: keep the time between messages as recorded; 2 is twice as fast.",
        "--replay-speed");

    readonly Option<int?> repeat = NewOption.Value(
        SettingTypes.WholeNumber(1, int.MaxValue), "Publish one message this many times.", "--repeat");

    readonly Option<double?> repeatDelay = NewOption.Value(
        SettingTypes.Wait, "Wait this many seconds between two of them.", "--repeat-delay");

    public string Title => "Pace (default: as fast as the broker takes them)";

    public string HelpWord => "pace";

    public IReadOnlyList<string> Examples =>
    [
        "seq 1 1000 | publisher -t numbers -l --rate 10", "publisher --json-lines -f day.jsonl --replay-speed 60",
        "publisher -t tick -m x --repeat 10 --repeat-delay 1",
    ];

    public IReadOnlyList<Option> Options => [rate, replaySpeed, repeat, repeatDelay];

    /// <summary>How often one message is published.</summary>
    public int Times(Arguments args) => args.GetValue(repeat) ?? 1;

    /// <summary>Records must say when they were made.</summary>
    public bool NeedsTimes(Arguments args) => args.GetValue(replaySpeed) is not null;

    /// <summary>The pace; null is as fast as can be.</summary>
    public IPace? Read(Arguments args) =>
        (args.GetValue(rate), args.GetValue(replaySpeed), args.GetValue(repeatDelay)) switch
        {
            ({ } perSecond, _, _) => new SteadyPace(perSecond),
            (_, { } speed, _) => new RecordedPace(speed),
            (_, _, > 0 and var seconds) => new PausedPace(seconds),
            _ => null,
        };

    public void Check(Arguments args, string? records)
    {
        AtMostOne.Check(
            ((Option<double?>[])[rate, replaySpeed, repeatDelay])
                .Select(pace => args.GetValue(pace) is null ? null : pace.Name), "are two paces");
        if (NeedsTimes(args) && records != RecordOptions.JsonLines)
        {
            throw Usage("--replay-speed goes by the times of recorded messages", $"add {RecordOptions.JsonLines}");
        }

        if (records is not null && (args.GetValue(repeat) is not null || args.GetValue(repeatDelay) is not null))
        {
            throw Usage(
                $"--repeat and --repeat-delay are for one message, not for the lines of {records}",
                "--rate says how many lines a second");
        }
    }

    static SettingType<double?> Factor(string valueName) => new(
        "a number above 0", "number", value =>
            double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number)
                && number > 0
            ? (number, null)
            : (null, "a number above 0, such as 10 or 0.5"))
    { ValueName = valueName };
}
