using System.CommandLine;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.Publisher;

/// <summary>How long the broker is waited for.</summary>
sealed class EndingOptions : IOptionGroup
{
    public string Title => "Ending (default: when the broker has everything)";

    public SettingGroup Group => SettingGroup.Ending;

    public IReadOnlyList<Option> Options => [];

    public static EndingSettings Read(SettingsLayer run) =>
        new(run.Get(RunSettings.Timeout), run.GetOrDefault(RunSettings.DrainTimeout));
}

/// <param name="Overall">End after so long; null is never.</param>
/// <param name="Drain">How long to wait for what is in flight when it is interrupted.</param>
sealed record EndingSettings(TimeSpan? Overall, TimeSpan Drain);
