using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Subscriber.Embedded;

/// <summary>A client's channel, as it is but for the client id of a CONNECT.</summary>
sealed class AssigningChannel(IMqttChannelAdapter channel) : IMqttChannelAdapter
{
    public long BytesReceived => channel.BytesReceived;

    public long BytesSent => channel.BytesSent;

    public X509Certificate2? ClientCertificate => channel.ClientCertificate;

    public EndPoint? RemoteEndPoint => channel.RemoteEndPoint;

    public EndPoint? LocalEndPoint => channel.LocalEndPoint;

    public bool IsSecureConnection => channel.IsSecureConnection;

    public MqttPacketFormatterAdapter PacketFormatterAdapter => channel.PacketFormatterAdapter;

    /// <summary>A client id for a client that gives none.</summary>
    public static string NewClientId() => $"auto-{Guid.NewGuid():N}";

    public Task ConnectAsync(CancellationToken cancellationToken) => channel.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => channel.DisconnectAsync(cancellationToken);

    public async Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        var packet = await channel.ReceivePacketAsync(cancellationToken);
        if (packet is MqttConnectPacket { ClientId: null or "" } connect && PacketFormatterAdapter.ProtocolVersion < MqttProtocolVersion.V500)
        {
            connect.ClientId = NewClientId();
        }

        return packet;
    }

    public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken) => channel.SendPacketAsync(packet, cancellationToken);

    public void ResetStatistics() => channel.ResetStatistics();

    public void Dispose() => channel.Dispose();
}
