using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>What a run of an app has to work with.</summary>
public sealed record RunContext(MqttSettings Settings, Messages Messages, Terminal Terminal, bool IsDebug);
