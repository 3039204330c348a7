using System.CommandLine;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.Subscriber;

/// <summary>When to end by itself.</summary>
sealed class EndingOptions : IOptionGroup
{
    readonly Option<int?> count = NewOption.Value(
        SettingTypes.WholeNumber(1, int.MaxValue), "End after this many messages; the others stay with the broker.",
        "--count", "-C")
        .Frequent("End after this many messages.");

    readonly Option<bool> afterSubscribing = NewOption.Flag(
        "End when the broker has acknowledged the subscriptions.", "--exit-after-subscribing", "-E");

    public string Title => "Ending";

    public string HelpWord => "ending";

    public IReadOnlyList<string> Examples =>
        ["subscriber -t my/topic -C 1 -W 10", "subscriber -t 'my/#' --idle 60 --output my.log"];

    public IReadOnlyList<Option> Options => [count, afterSubscribing];

    public SettingGroup Group => SettingGroup.Ending;

    public EndingSettings Read(Arguments args, SettingsLayer run) => new(
        args.GetValue(count),
        run.Get(RunSettings.Timeout),
        run.Get(RunSettings.Idle),
        args.Has(afterSubscribing),
        run.GetOrDefault(RunSettings.DrainTimeout));
}
