using System.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.Config;

namespace MqttDemo.Publisher;

/// <summary>How long the broker is waited for.</summary>
sealed class EndingOptions : IOptionGroup
{
    readonly Option<TimeSpan?> overall = NewOption.Of(
        RunSettings.Timeout, "seconds", "End after so long, with exit code 27, whatever is still on its way.", "--timeout", "-W");

    readonly Option<TimeSpan?> drain = DrainOption.Create("When interrupted, wait so long for what is in flight");

    public string Title => "Ending (default: when the broker has everything)";

    public IReadOnlyList<Option> Options => [overall, drain];

    public static EndingSettings Read(RunValues run) => new(run.Get(RunSettings.Timeout), DrainOption.Read(run));
}

/// <param name="Overall">End after so long; null is never.</param>
/// <param name="Drain">How long to wait for what is in flight when it is interrupted.</param>
sealed record EndingSettings(TimeSpan? Overall, TimeSpan Drain);
