namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// The keys that are pressed in the terminal that is our input, one by one. Ctrl-C and Ctrl-Z stay signals.
/// </summary>
public interface ITerminalKeys : IDisposable
{
    /// <summary>What has been pressed since the last call; does not wait.</summary>
    /// <exception cref="IOException">The terminal cannot be read.</exception>
    IReadOnlyList<ConsoleKeyInfo> Read();

    /// <summary>Gives the terminal back as it was.</summary>
    void Release();

    /// <summary>Takes it again.</summary>
    void Take();
}
