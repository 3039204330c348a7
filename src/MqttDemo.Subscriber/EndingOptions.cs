using System.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.Config;

namespace MqttDemo.Subscriber;

/// <summary>When to end by itself.</summary>
sealed class EndingOptions : IOptionGroup
{
    readonly Option<int?> count = NewOption.WholeNumber("number", 1, int.MaxValue, "End after so many messages; the others stay with the broker.", "--count", "-C");

    readonly Option<bool> afterSubscribing = NewOption.Flag("End when the broker has acknowledged the subscriptions.", "--exit-after-subscribing", "-E");

    readonly Option<TimeSpan?> overall = NewOption.Of(RunSettings.Timeout, "seconds", "End after so long, with exit code 27.", "--timeout", "-W");

    readonly Option<TimeSpan?> idle = NewOption.Of(RunSettings.Idle, "seconds", "End when no message has come for so long, with exit code 27.", "--idle");

    readonly Option<TimeSpan?> drain = DrainOption.Create(
        "At the end, wait so long until the broker has the answers and removals of --reply and --remove-retained,"
        + " and a member of a group without -c has dealt with what is assigned to it");

    public string Title => "Ending";

    public IReadOnlyList<Option> Options => [count, afterSubscribing, overall, idle, drain];

    public EndingSettings Read(ParseResult args, RunValues run) => new(
        args.GetValue(count), run.Get(RunSettings.Timeout), run.Get(RunSettings.Idle), args.GetValue(afterSubscribing), DrainOption.Read(run));
}
