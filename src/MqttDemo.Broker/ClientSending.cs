using MqttDemo.Client.Transport;
using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>What goes to a client. Called with the gate held, but for what sends.</summary>
sealed class ClientSending
{
    readonly ClientConnection connection;
    readonly PacketWriter writer;

    public ClientSending(ClientConnection connection, TransportConnection transport, PacketEncoder encoder)
    {
        this.connection = connection;
        writer = new PacketWriter(transport, encoder, connection.Broker.Gate, _ => OnEmptied());
    }

    /// <summary>Nothing more is added.</summary>
    public bool IsClosed => writer.IsClosed;

    /// <summary>More may gather for the network.</summary>
    public bool HasRoom =>
        !writer.IsClosed && writer.Failure is null && writer.Pending < Account.RoomOf(Broker.ConnectionCount);

    /// <summary>Sends a packet, unless it is longer than the client takes; true when it was sent.</summary>
    public bool Add(MqttPacket packet)
    {
        Broker.Gate.AssertHeld();
        Broker.Touch(connection);
        var most = connection.Limits.MaximumPacketSize;
        return writer.Add(packet, most, keepsPayload: true) <= most;
    }

    /// <summary>Says the last word, where it is not longer than the client takes.</summary>
    public void AddLast(MqttPacket packet) => writer.Add(packet, connection.Limits.MaximumPacketSize);

    /// <summary>Sends a message; false when it is longer than the client takes.</summary>
    public bool SendPublish(in Delivery delivery, ushort identifier, bool isAgain) =>
        Add(Broker.Packets.Publish(delivery, identifier, isAgain));

    /// <summary>Sends PUBREL; before MQTT 5 there is no way to say that there is no such message.</summary>
    public void SendPubRel(ushort identifier, bool isKnown) => Add(new MqttPubRelPacket
    {
        PacketIdentifier = identifier,
        ReasonCode = isKnown ? MqttPubRelReasonCode.Success : MqttPubRelReasonCode.PacketIdentifierNotFound,
    });

    /// <summary>Nothing is added after that.</summary>
    public void Close() => writer.Close();

    /// <summary>Sends what has gathered. Without the gate.</summary>
    public void Flush() => _ = writer.FlushAsync();

    /// <summary>The same; completes when all of it has gone. Without the gate.</summary>
    public Task DrainAsync() => writer.DrainAsync();

    MqttBroker Broker => connection.Broker;

    /// <summary>What had gathered has gone to the network: there is room again.</summary>
    void OnEmptied()
    {
        if (connection.Session is not { } session || session.Connection != connection || session.Outgoing.Cost == 0)
        {
            return;
        }

        session.Progress.OnTaken(session.Outgoing.IsOwed, Broker.Time);
        session.Outgoing.Pump();
        if (FlowControl.OnDrained(session))
        {
            // They may have sent something to others, and this thread is about to send for this one.
            ThreadPool.QueueUserWorkItem(static broker => broker.Flush(), Broker, preferLocal: false);
        }
    }
}
