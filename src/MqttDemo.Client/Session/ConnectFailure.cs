using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>An attempt to connect has failed; the error is what the user sees if there is no other attempt.</summary>
sealed class ConnectFailure(
    MqttDemoException error, bool isFinal, VersionEvidence evidence = VersionEvidence.None) : Exception(
        error.Message, error)
{
    public MqttDemoException Error { get; } = error;

    /// <summary>Trying this broker again cannot help.</summary>
    public bool IsFinal { get; } = isFinal;

    /// <summary>Nor can trying another one: it is our own settings or files that are wrong.</summary>
    public bool EndsAll => IsFinal && Error.Kind is not (FailureKind.Unreachable or FailureKind.Refused);

    /// <summary>There was no connection at all, not even one of TCP.</summary>
    public bool IsNobodyThere => Error.InnerException is SocketException;

    /// <summary>How long nothing has come, where that is why it has failed; otherwise null.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>The broker does not take the QoS of the will.</summary>
    public bool IsQosRefused { get; init; }

    /// <summary>What it tells of the version that was spoken.</summary>
    public VersionEvidence Evidence { get; } = evidence;
}
