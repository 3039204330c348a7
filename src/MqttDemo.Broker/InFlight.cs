using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>
/// The messages of QoS 1 and 2 that a client has not acknowledged, by their packet identifiers, over its connections
/// (MQTT 5, section 4.4). Called with the gate held.
/// </summary>
sealed class InFlight
{
    readonly Dictionary<ushort, Entry> entries = [];
    ushort last;
    long number;
    int connection;

    /// <summary>How many of them have been sent on this connection: what its Receive Maximum is for.</summary>
    public int Outstanding { get; private set; }

    /// <summary>How many of them are of QoS 2.</summary>
    public int ExactlyOnce { get; private set; }

    public bool IsEmpty => entries.Count == 0;

    /// <summary>Every identifier is taken.</summary>
    public bool IsFull => entries.Count == ushort.MaxValue;

    public IEnumerable<Message> Messages =>
        entries.Values.Where(entry => !entry.IsReleased).Select(entry => entry.Delivery.Message);

    /// <summary>Those of QoS 1, in the order in which they were sent first.</summary>
    public IEnumerable<Delivery> AtLeastOnce => entries.Values
        .Where(entry => entry.Delivery.QualityOfService == MqttQualityOfServiceLevel.AtLeastOnce)
        .OrderBy(entry => entry.Number)
        .Select(entry => entry.Delivery);

    /// <summary>
    /// A connection stands. Returns what is to be sent again, in the order in which it was sent first.
    /// </summary>
    public IEnumerable<ushort> Attach()
    {
        connection++;
        (Outstanding, ExactlyOnce) = (0, 0);
        return [.. entries.OrderBy(entry => entry.Value.Number).Select(entry => entry.Key)];
    }

    public void Clear()
    {
        entries.Clear();
        (Outstanding, ExactlyOnce) = (0, 0);
    }

    /// <summary>Gives a message an identifier that is free.</summary>
    public ushort Add(in Delivery delivery)
    {
        do
        {
            last = last == ushort.MaxValue ? (ushort)1 : (ushort)(last + 1);
        }
        while (entries.ContainsKey(last));

        entries[last] = new Entry(delivery, ++number, connection, IsReleased: false);
        Count(delivery.QualityOfService, 1);
        return last;
    }

    /// <summary>The message to send again, if it is still unacknowledged.</summary>
    public Delivery? SendAgain(ushort identifier, out bool isReleased)
    {
        isReleased = false;
        if (!entries.TryGetValue(identifier, out var entry))
        {
            return null;
        }

        isReleased = entry.IsReleased;
        entries[identifier] = entry with { SentOn = connection };
        Count(entry.Delivery.QualityOfService, 1);
        return entry.Delivery;
    }

    /// <summary>
    /// PUBREC has come: from now on there is only PUBREL to send. False when there is no such message of QoS 2.
    /// </summary>
    /// <param name="identifier">Its identifier.</param>
    /// <param name="message">The message that is not needed any more; null when it was so before.</param>
    public bool Release(ushort identifier, out Message? message)
    {
        message = null;
        if (!entries.TryGetValue(identifier, out var entry)
            || entry.Delivery.QualityOfService != MqttQualityOfServiceLevel.ExactlyOnce)
        {
            return false;
        }

        if (!entry.IsReleased)
        {
            message = entry.Delivery.Message;
            entries[identifier] = entry with { IsReleased = true, Delivery = entry.Delivery with { Message = null! } };
        }

        return true;
    }

    /// <summary>The message is through. False when there is none of this QoS under the identifier.</summary>
    public bool Remove(ushort identifier, MqttQualityOfServiceLevel? qualityOfService, out Message? message)
    {
        message = null;
        if (!entries.TryGetValue(identifier, out var entry)
            || (qualityOfService is { } level && entry.Delivery.QualityOfService != level))
        {
            return false;
        }

        entries.Remove(identifier);
        message = entry.IsReleased ? null : entry.Delivery.Message;
        if (entry.SentOn == connection)
        {
            Count(entry.Delivery.QualityOfService, -1);
        }

        return true;
    }

    void Count(MqttQualityOfServiceLevel qualityOfService, int by)
    {
        Outstanding += by;
        ExactlyOnce += qualityOfService == MqttQualityOfServiceLevel.ExactlyOnce ? by : 0;
    }

    /// <summary>One of them.</summary>
    /// <param name="Delivery">The message; none once PUBREC has come.</param>
    /// <param name="Number">Its place in the order.</param>
    /// <param name="SentOn">The connection on which it was sent last.</param>
    /// <param name="IsReleased">PUBREC has come.</param>
    readonly record struct Entry(Delivery Delivery, long Number, int SentOn, bool IsReleased);
}
