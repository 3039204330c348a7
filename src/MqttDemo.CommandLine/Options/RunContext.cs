using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>What a run of an app has to work with.</summary>
public sealed record RunContext(
    MqttSettings Settings, GivenProperties Properties, Messages Messages, Terminal Terminal, bool IsDebug);
