using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>An attempt to connect has failed; the error is what the user sees if there is no other attempt.</summary>
sealed class ConnectFailure(MqttDemoException error, bool isFinal, VersionEvidence evidence = VersionEvidence.None) : Exception(error.Message, error)
{
    public MqttDemoException Error { get; } = error;

    /// <summary>Trying again cannot help.</summary>
    public bool IsFinal { get; } = isFinal;

    /// <summary>The broker does not take the QoS of the will.</summary>
    public bool IsQosRefused { get; init; }

    /// <summary>What it tells of the version that was spoken.</summary>
    public VersionEvidence Evidence { get; } = evidence;
}
