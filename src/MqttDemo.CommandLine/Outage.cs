using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>There was no connection for a while.</summary>
/// <param name="Version">What is spoken on the one that stands now.</param>
/// <param name="Lasted">How long there was none.</param>
public readonly record struct Outage(ProtocolVersion Version, TimeSpan Lasted);
