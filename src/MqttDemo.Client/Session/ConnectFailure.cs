using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>An attempt to connect has failed; the error is what the user sees if there is no other attempt.</summary>
sealed class ConnectFailure(MqttDemoException error, bool isFinal) : Exception(error.Message, error)
{
    public MqttDemoException Error { get; } = error;

    /// <summary>Trying again cannot help.</summary>
    public bool IsFinal { get; } = isFinal;
}
