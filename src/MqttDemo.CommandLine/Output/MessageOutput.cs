using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Output;

/// <summary>Where messages are written. When <see cref="Flush"/> returns, the system has them.</summary>
public abstract class MessageOutput : IDisposable
{
    /// <summary>What is written is shown in a terminal: nothing of a message may drive it.</summary>
    public virtual bool IsTerminal => false;

    /// <summary>The same, as the formats ask.</summary>
    public OutputKind Kind => IsTerminal ? OutputKind.Terminal : OutputKind.Stream;

    /// <summary>
    /// To be asked when a write has failed: how many of the messages since the last <see cref="Flush"/> are safe
    /// nevertheless.
    /// </summary>
    public abstract int Kept { get; }

    /// <exception cref="OutputClosedException">The reader has gone away.</exception>
    /// <exception cref="MqttDemo.Config.MqttDemoException">It cannot be written (exit code 7).</exception>
    public abstract void Write(in ReceivedMessage message, IMessageFormat format);

    /// <exception cref="OutputClosedException">The reader has gone away.</exception>
    /// <exception cref="MqttDemo.Config.MqttDemoException">It cannot be written (exit code 7).</exception>
    public abstract void Flush();

    public abstract void Dispose();
}
