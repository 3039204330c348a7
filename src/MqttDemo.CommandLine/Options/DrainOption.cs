using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>How long an app that is to end waits for the broker.</summary>
public static class DrainOption
{
    static readonly TimeSpan Default = TimeSpan.FromSeconds(5);

    public static Option<TimeSpan?> Create(string description) =>
        NewOption.Of(RunSettings.DrainTimeout, "seconds", $"{description} (default: {Default.TotalSeconds:0}).", "--drain-timeout");

    /// <summary>The value in force.</summary>
    public static TimeSpan Read(RunValues run) => run.Get(RunSettings.DrainTimeout) ?? Default;
}
