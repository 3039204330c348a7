using System.CommandLine;
using MqttDemo.CommandLine.Options;

namespace MqttDemo.Subscriber;

/// <summary>When to end by itself.</summary>
sealed class EndingOptions : IOptionGroup
{
    readonly Option<int?> count = NewOption.WholeNumber("number", "End after so many messages; the others stay with the broker.", "--count", "-C");

    readonly Option<bool> afterSubscribing = NewOption.Flag("End when the broker has acknowledged the subscriptions.", "--exit-after-subscribing", "-E");

    readonly Option<double?> overall = NewOption.Seconds("End after so long, with exit code 27.", "--timeout", "-W");

    readonly Option<double?> idle = NewOption.Seconds("End when no message has come for so long, with exit code 27.", "--idle");

    public string Title => "Ending";

    public IReadOnlyList<Option> Options => [count, afterSubscribing, overall, idle];

    public EndingSettings Read(ParseResult args)
    {
        if (args.GetValue(count) is < 1)
        {
            throw Usage($"--count takes a whole number from 1, not '{args.GetValue(count)}'");
        }

        return new(
            args.GetValue(count),
            NewOption.Duration(args.GetValue(overall), "--timeout"),
            NewOption.Duration(args.GetValue(idle), "--idle"),
            args.GetValue(afterSubscribing));
    }
}
