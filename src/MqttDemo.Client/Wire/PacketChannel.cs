using System.Net;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Client.Transport;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Our side of MQTTnet's low-level client: packets over a stream, in blocks. The handshake goes through the client packet by packet;
/// after it the session uses <see cref="Reader"/> and <see cref="Writer"/> directly, since the client costs two Tasks for each packet received.
/// </summary>
sealed class PacketChannel : IMqttChannelAdapter, IMqttClientAdapterFactory
{
    readonly Func<CancellationToken, Task<TransportConnection>> connect;
    readonly Gate gate;
    readonly IPacketTrace? trace;
    TransportConnection? transport;
    PacketReader? reader;
    PacketWriter? writer;

    public PacketChannel(MqttProtocolVersion version, Func<CancellationToken, Task<TransportConnection>> connect, Gate gate, IPacketTrace? trace)
    {
        this.connect = connect;
        this.gate = gate;
        this.trace = trace;
        PacketFormatterAdapter = new MqttPacketFormatterAdapter(version, new MqttBufferWriter(4096, 65535));
    }

    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; }

    public TransportConnection Transport => transport ?? throw NotConnected();

    public PacketReader Reader => reader ?? throw NotConnected();

    public PacketWriter Writer => writer ?? throw NotConnected();

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        transport = await connect(cancellationToken);
        var examination = new PacketCheck(PacketSender.Broker, hasProperties: PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500);
        reader = new PacketReader(transport, PacketFormatterAdapter, trace is null ? null : trace.Received, examination);
        writer = new PacketWriter(transport, new PacketEncoder(PacketFormatterAdapter, trace is null ? null : trace.Sent), gate);
    }

    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Reader.ReadOneAsync(cancellationToken);
        }
        catch (ProtocolViolation e)
        {
            // The low-level client closes the connection when this is thrown.
            throw await RefuseAsync(e, cancellationToken);
        }
    }

    /// <summary>On MQTT 5 tells the broker what is wrong with its packet of the handshake (section 4.13).</summary>
    /// <param name="violation">What is wrong.</param>
    /// <param name="cancellationToken">Gives up telling.</param>
    /// <returns>What is wrong, to be thrown.</returns>
    public async Task<ProtocolViolation> RefuseAsync(ProtocolViolation violation, CancellationToken cancellationToken)
    {
        if (PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500)
        {
            await SendPacketAsync(new MqttDisconnectPacket { ReasonCode = violation.Reason }, cancellationToken);
        }

        return violation;
    }

    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            Writer.Add(packet);
        }

        await Writer.DrainAsync().WaitAsync(cancellationToken);
    }

    public Task DisconnectAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => transport?.Dispose();

    IMqttChannelAdapter IMqttClientAdapterFactory.CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger) => this;

    static MqttCommunicationException NotConnected() => new("There is no connection yet.");

    // What the low-level client never asks for.
    long IMqttChannelAdapter.BytesReceived => 0;

    long IMqttChannelAdapter.BytesSent => 0;

    X509Certificate2? IMqttChannelAdapter.ClientCertificate => null;

    EndPoint? IMqttChannelAdapter.RemoteEndPoint => null;

    EndPoint? IMqttChannelAdapter.LocalEndPoint => null;

    bool IMqttChannelAdapter.IsSecureConnection => false;

    void IMqttChannelAdapter.ResetStatistics()
    {
    }
}
