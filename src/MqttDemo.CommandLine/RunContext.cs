using MqttDemo.CommandLine.Options;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>What a run of an app has to work with.</summary>
public sealed record RunContext(MqttSettings Settings, GivenProperties Properties, Messages Messages, Terminal Terminal, bool IsDebug);
