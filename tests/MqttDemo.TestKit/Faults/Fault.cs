using MQTTnet.Protocol;

namespace MqttDemo.TestKit.Faults;

/// <summary>What a <see cref="TcpProxy"/> does to one connection.</summary>
/// <param name="CutAfterBytes">Reset it after so many bytes, both directions together.</param>
/// <param name="Cut">Reset it at a packet.</param>
/// <param name="Shape">How the bytes are passed on.</param>
/// <param name="Life">Reset it after so long, unless the proxy is peaceful by then.</param>
sealed record Fault(
    long CutAfterBytes = long.MaxValue, PacketCut? Cut = null, Shape Shape = Shape.AsTheyCome, TimeSpan? Life = null)
{
    public static readonly Fault None = new();
}

/// <summary>Where to cut.</summary>
/// <param name="Type">The kind of packet.</param>
/// <param name="Ordinal">Which of its kind, from 1.</param>
/// <param name="Inside">In the middle of the packet, not after it.</param>
sealed record PacketCut(MqttControlPacketType Type, int Ordinal, bool Inside);

/// <summary>How a proxy passes bytes on.</summary>
enum Shape
{
    AsTheyCome,

    /// <summary>Every byte by itself.</summary>
    SingleBytes,

    /// <summary>Gathered for a while.</summary>
    Merged,

    /// <summary>Each block some milliseconds late.</summary>
    Delayed,

    /// <summary>Slowly.</summary>
    Throttled,
}
