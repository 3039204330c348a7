using System.CommandLine;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.Publisher;

/// <summary>How long the broker is waited for.</summary>
sealed class EndingOptions : IOptionGroup
{
    public string Title => "Ending (default: when the broker has everything)";

    public string HelpWord => "ending";

    public IReadOnlyList<string> Examples =>
        ["publisher -t my/topic -m 22.5 -q 1 -W 60", "tail -f my.log | publisher -t log -l --drain-timeout 30"];

    public SettingGroup Group => SettingGroup.Ending;

    public IReadOnlyList<Option> Options => [];

    public static EndingSettings Read(SettingsLayer run) =>
        new(run.Get(RunSettings.Timeout), run.GetOrDefault(RunSettings.DrainTimeout));
}

/// <param name="Overall">End after this time; null is never.</param>
/// <param name="Drain">How long to wait for what is in flight when it is interrupted.</param>
sealed record EndingSettings(TimeSpan? Overall, TimeSpan Drain);
