namespace MqttDemo.CommandLine.Streams;

/// <summary>What messages are written to.</summary>
public enum OutputKind
{
    /// <summary>A file or another program: the bytes of a message stay as they are.</summary>
    Stream,

    /// <summary>A terminal, which nothing of a message may drive: what could is escaped.</summary>
    Terminal,
}
