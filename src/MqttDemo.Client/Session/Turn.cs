using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>What is to be done now to get a connection.</summary>
abstract record Turn
{
    /// <summary>Try this one.</summary>
    /// <param name="Member">Which.</param>
    public sealed record Try(RingMember Member) : Turn;

    /// <summary>No member can be tried yet.</summary>
    /// <param name="Delay">How long to wait.</param>
    public sealed record Wait(TimeSpan Delay) : Turn;

    /// <summary>No other attempt can help.</summary>
    /// <param name="Error">What the run ends with.</param>
    public sealed record End(MqttDemoException Error) : Turn;
}
