using MqttDemo.Config;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>How many messages of QoS 1 and 2 may be on their way at once.</summary>
sealed class SendWindow(int? maxInFlight)
{
    BrokerLimits limits = BrokerLimits.Before5;

    // Connections in a row that ended without an answer to the first message on them.
    int unanswered;

    // Messages of QoS 1 that go past the outbox and are not acknowledged: they take of the broker's Receive Maximum.
    int beside;

    /// <summary>How many have been sent on this connection and are not done.</summary>
    public int InFlight { get; private set; }

    public void Attach(BrokerLimits brokerLimits, int unansweredConnections)
    {
        (limits, unanswered) = (brokerLimits, unansweredConnections);
        (InFlight, beside) = (0, 0);
    }

    public void OnSent() => InFlight++;

    public void OnDone() => InFlight--;

    public void OnSentBeside() => beside++;

    public void OnDoneBeside() => beside--;

    /// <summary>The broker has answered a message: the window is whole again.</summary>
    public void OnAnswered() => unanswered = 0;

    /// <summary>There is room for one more.</summary>
    public bool IsOpen(MqttQualityOfServiceLevel qos) =>
        InFlight < Size(qos) && InFlight + beside < limits.ReceiveMaximum;

    /// <summary>Whether the broker takes that many messages beside those that have been sent.</summary>
    public bool HasRoomBeside(int count) => InFlight + beside + count <= limits.ReceiveMaximum;

    /// <summary>
    /// Each connection without an answer halves it until one comes: where connections break so often that none carries
    /// a whole window and the answers to it, a smaller one gets through, and a broker that does not want even a single
    /// message is known for certain.
    /// </summary>
    int Size(MqttQualityOfServiceLevel qos) =>
        Math.Max(1, Math.Min(maxInFlight ?? ConnectionSettings.DefaultMaxInFlight, limits.Window(qos)) >> unanswered);
}
