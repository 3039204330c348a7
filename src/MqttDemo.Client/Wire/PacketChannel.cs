using MqttDemo.Client.Transport;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Packets over a connected stream, both ways: one by one in the handshake, in blocks after it, with
/// <see cref="Reader"/> and <see cref="Writer"/>.
/// </summary>
sealed class PacketChannel
{
    readonly MqttPacketFormatterAdapter codec;
    readonly Gate gate;
    readonly IPacketTrace? trace;

    /// <param name="version">The version of MQTT.</param>
    /// <param name="transport">The stream.</param>
    /// <param name="gate">The session's.</param>
    /// <param name="trace">Sees every packet go by; null is none.</param>
    /// <param name="maximumPacketSize">The longest packet that we say we take, in bytes.</param>
    /// <param name="arrived">Is called when bytes have come.</param>
    /// <param name="emptied">Is called, with the gate held, when there is room again.</param>
    public PacketChannel(
        MqttProtocolVersion version,
        TransportConnection transport,
        Gate gate,
        IPacketTrace? trace,
        uint maximumPacketSize,
        Action arrived,
        Action emptied)
    {
        this.gate = gate;
        this.trace = trace;
        Transport = transport;
        codec = new MqttPacketFormatterAdapter(version, new MqttBufferWriter(4096, 65535));
        var examination = new PacketCheck(PacketSender.Broker, hasProperties: version == MqttProtocolVersion.V500);
        var decoder = new PacketDecoder(codec, trace is null ? null : trace.Received, examination);
        Reader = new PacketReader(transport, decoder, maximumPacketSize, arrived);
        // Messages have waited only where more had gathered.
        Action<long> sent = gathered =>
        {
            if (gathered > PacketWriter.MostPending)
            {
                emptied();
            }
        };
        Writer = new PacketWriter(transport, new PacketEncoder(codec, trace is null ? null : trace.Sent), gate, sent);
    }

    public TransportConnection Transport { get; }

    public PacketReader Reader { get; }

    public PacketWriter Writer { get; }

    /// <summary>Waits for the next packet of the handshake.</summary>
    /// <exception cref="ProtocolViolation">It is wrong; the broker has been sent the reason.</exception>
    /// <exception cref="EndOfStreamException">The broker has closed the connection.</exception>
    public MqttPacket Receive()
    {
        try
        {
            return Reader.ReadOne() ?? throw new EndOfStreamException("the connection has ended");
        }
        catch (ProtocolViolation e)
        {
            throw Refuse(e);
        }
        finally
        {
            ShowTrace();
        }
    }

    /// <summary>On MQTT 5 tells the broker what is wrong with its packet of the handshake (section 4.13).</summary>
    /// <param name="violation">What is wrong.</param>
    /// <returns>What is wrong, to be thrown.</returns>
    public ProtocolViolation Refuse(ProtocolViolation violation)
    {
        if (codec.ProtocolVersion == MqttProtocolVersion.V500)
        {
            Send(new MqttDisconnectPacket { ReasonCode = violation.Reason });
        }

        return violation;
    }

    /// <summary>
    /// Sends a packet of the handshake, and waits until the network has it. Whether it has shows where the answer is
    /// read.
    /// </summary>
    public void Send(MqttPacket packet)
    {
        using (gate.Enter())
        {
            Writer.Add(packet);
        }

        MainThread.Wait(Writer.DrainAsync());
        ShowTrace();
    }

    /// <summary>Shows the packets that have gone by. With the gate free, and not by a timer.</summary>
    public void ShowTrace()
    {
        gate.AssertNotHeld();
        trace?.Show();
    }
}
