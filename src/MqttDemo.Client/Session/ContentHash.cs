using System.IO.Hashing;
using System.Runtime.InteropServices;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>
/// Tells the contents of messages apart: topic, payload and properties, but for what differs when a message is sent
/// again, such as the time it has left. 128 bits under a seed that nobody can know.
/// </summary>
sealed class ContentHash
{
    readonly XxHash128 hash = new(Random.Shared.NextInt64());

    public UInt128 Of(MqttPublishPacket packet)
    {
        hash.Reset();
        Add(packet.Topic);
        Add(packet.ContentType);
        Add(packet.ResponseTopic);
        Add(packet.CorrelationData);
        Add([(byte)packet.PayloadFormatIndicator, (byte)packet.QualityOfServiceLevel]);
        foreach (var property in packet.UserProperties ?? [])
        {
            Add(property.Name);
            Add(property.ValueBuffer.Span);
        }

        // Last, so that it needs no length.
        foreach (var part in packet.Payload)
        {
            hash.Append(part.Span);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    void Add(string? text) => Add(MemoryMarshal.AsBytes(text.AsSpan()));

    void Add(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length;
        hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        hash.Append(bytes);
    }
}
