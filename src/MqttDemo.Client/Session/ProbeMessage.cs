namespace MqttDemo.Client.Session;

/// <summary>One of the messages of a probe, and how far the last one has come on the present connection.</summary>
/// <param name="topic">Where it is published to.</param>
/// <param name="filter">What brings it back.</param>
sealed class ProbeMessage(string topic, string filter)
{
    public string Topic { get; } = topic;

    public string Filter { get; } = filter;

    /// <summary>Under which its PUBACK is due; 0 is none.</summary>
    public ushort Identifier { get; set; }

    /// <summary>It has been published and has not come back.</summary>
    public bool IsOut { get; set; }

    /// <summary>Since when that is the silence of the broker.</summary>
    public long Since { get; set; }
}
