using MQTTnet.Protocol;

namespace MqttDemo.Tests.Reliability;

/// <summary>Cuts at one kind of packet, several times in one stream.</summary>
sealed record CutPlan(MqttControlPacketType Packet, bool Inside)
{
    /// <summary>How many cuts there will be.</summary>
    public const int Total = 6;

    /// <summary>
    /// How many there must have been: a session that stands is not subscribed to again, so there is not always
    /// something to cut.
    /// </summary>
    public int Fewest => Packet is MqttControlPacketType.Subscribe or MqttControlPacketType.SubAck ? 1 : Total;

    /// <summary>
    /// The same at QoS 0, where what is lost is not there to be cut at; at least one at the packet itself, and those of
    /// a connection's beginning come after one in the stream.
    /// </summary>
    public int FewestAtMostOnce => Packet is MqttControlPacketType.Connect or MqttControlPacketType.ConnAck ? 2 : 1;

    /// <summary>
    /// The names of the plans for every kind of these packets, after it and inside it, for MQTT 5 and 3.1.1.
    /// </summary>
    public static TheoryData<string, string> NamesOf(params MqttControlPacketType[] packets) =>
    [
        .. from version in (string[])["5", "311"]
           from packet in packets
           from place in (string[])["after", "inside"]
           select new TheoryDataRow<string, string>(version, $"{place} {packet.ToString().ToUpperInvariant()}"),
    ];

    public static CutPlan Named(string name) =>
        new(
            Enum.Parse<MqttControlPacketType>(name.Split(' ')[1], ignoreCase: true),
            name.StartsWith("inside", StringComparison.Ordinal));

    /// <summary>What happens to each connection.</summary>
    public Func<int, Fault> For(Random random) => cuts => cuts switch
    {
        >= Total => Fault.None,
        // The packets of a connection's beginning: at once, on the first and on those that follow a cut in the stream.
        _ when Packet is MqttControlPacketType.Subscribe or MqttControlPacketType.SubAck => At(Packet, 1),
        _ when Packet is MqttControlPacketType.Connect or MqttControlPacketType.ConnAck =>
            cuts is 0 or 3 ? At(MqttControlPacketType.Publish, random.Next(1_500, 2_500)) : At(Packet, 1),
        // The packets of the stream: somewhere in it, and late enough to know the broker on the first connection.
        _ => At(Packet, cuts == 0 ? random.Next(1_500, 2_500) : random.Next(100, 1_500)),
    };

    Fault At(MqttControlPacketType type, int ordinal) => new(Cut: new PacketCut(type, ordinal, Inside));
}
