namespace MqttDemo.CommandLine.Streams;

/// <summary>What messages are written to.</summary>
public enum OutputKind
{
    /// <summary>A file or another program: the bytes of a message stay as they are.</summary>
    Stream,

    /// <summary>A terminal, which nothing in a message may control: what could is escaped.</summary>
    Terminal,
}
