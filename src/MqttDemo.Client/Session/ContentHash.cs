using System.IO.Hashing;
using System.Runtime.InteropServices;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>
/// Tells the contents of messages apart: 128 bits under a random seed. For one thread at a time.
/// </summary>
public sealed class ContentHash
{
    readonly XxHash128 hash = new(Random.Shared.NextInt64());

    /// <summary>Of topic and payload.</summary>
    /// <param name="message">The message.</param>
    public UInt128 Of(in ReceivedMessage message)
    {
        hash.Reset();
        Add(message.Topic);
        return With(message.Payload.Span);
    }

    /// <summary>
    /// Of the properties too, but for what differs when a message is sent again, such as the time it has left.
    /// </summary>
    internal UInt128 Of(MqttPublishPacket packet)
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

        return With(packet.Payload.FirstSpan);
    }

    /// <summary>The payload comes last, so that it needs no length.</summary>
    UInt128 With(ReadOnlySpan<byte> payload)
    {
        hash.Append(payload);
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
