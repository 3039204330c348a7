using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>After the end of a connection no other one to that broker can help.</summary>
/// <param name="Error">Why.</param>
/// <param name="IsForAll">Nor one to another broker of the ring.</param>
sealed record Verdict(MqttDemoException Error, bool IsForAll);
