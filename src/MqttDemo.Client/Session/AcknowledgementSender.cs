using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// Sends PUBACK, PUBREC and PUBCOMP on the present connection, and knows for which packet identifiers the broker waits.
/// </summary>
sealed class AcknowledgementSender(Gate gate)
{
    readonly MqttPubAckPacket pubAck = new();
    readonly MqttPubRecPacket pubRec = new();
    readonly MqttPubCompPacket pubComp = new();
    readonly OpenIdentifiers atLeastOnce = new(gate);
    readonly OpenIdentifiers exactlyOnce = new(gate);
    PacketWriter? writer;
    int receiveMaximum;
    int mostOpen;

    /// <summary>What is added goes to the broker, as far as anybody knows.</summary>
    public bool IsConnected => writer is { Failure: null, IsClosed: false };

    /// <summary>
    /// The broker may be holding messages back until others are acknowledged. Not where it has had more of them
    /// unacknowledged on this connection than there are now: each has a window of its own, of which it says nothing.
    /// </summary>
    public bool MayHoldBack => Open > 0 && Open >= mostOpen;

    int Open => atLeastOnce.Count + exactlyOnce.Count;

    public void Attach(PacketWriter packetWriter, int mostUnanswered)
    {
        (writer, receiveMaximum, mostOpen) = (packetWriter, mostUnanswered, 0);
        atLeastOnce.Clear();
        exactlyOnce.Clear();
    }

    public void Detach() => writer = null;

    /// <summary>It has come on this connection at QoS 1 and waits for its PUBACK.</summary>
    public bool IsOpen(ushort identifier) => atLeastOnce.Contains(identifier);

    /// <summary>A message of QoS 1 or 2 is to be acknowledged.</summary>
    /// <param name="packet">Its packet.</param>
    /// <param name="isOverfull">There is no memory for more than our Receive Maximum.</param>
    public void Begin(MqttPublishPacket packet, bool isOverfull)
    {
        var open = packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce ? exactlyOnce : atLeastOnce;
        open.Add(packet.PacketIdentifier);
        mostOpen = Math.Max(mostOpen, Open);
        // What the broker may send unanswered bounds the memory for it (MQTT 5, section 3.3.4). A few too many do no
        // harm where there is room, and mosquitto 2.0.11 sends them to a client that publishes, too.
        if (isOverfull && Open > receiveMaximum)
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.ReceiveMaximumExceeded,
                $"more than {receiveMaximum} unacknowledged messages, though that is our Receive Maximum");
        }
    }

    public void SendPubAck(ushort identifier)
    {
        atLeastOnce.Remove(identifier);
        pubAck.PacketIdentifier = identifier;
        writer!.Add(pubAck);
    }

    /// <summary>False when there is no connection to send it on.</summary>
    public bool TrySendPubRec(ushort identifier)
    {
        if (writer is null)
        {
            return false;
        }

        exactlyOnce.Remove(identifier);
        pubRec.PacketIdentifier = identifier;
        writer.Add(pubRec);
        return true;
    }

    public void SendPubComp(ushort identifier)
    {
        pubComp.PacketIdentifier = identifier;
        writer!.Add(pubComp);
    }
}
