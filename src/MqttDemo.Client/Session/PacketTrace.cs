using System.Collections.Concurrent;
using MqttDemo.Client.Wire;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>
/// One line for each packet, in MQTTnet's words: they leave the password out. A packet is seen where the gate may be
/// held, and its line is written afterwards: while nobody reads stderr, one thread waits for that, and the others go on
/// until there is too much.
/// </summary>
sealed class PacketTrace(ISessionObserver observer) : IPacketTrace
{
    /// <summary>With more lines than that, those that show them wait too.</summary>
    const int Most = 10_000;

    readonly ConcurrentQueue<string> lines = new();
    readonly Lock writing = new();

    public void Sent(MqttPacket packet) => lines.Enqueue($"sent {packet}");

    public void Received(MqttPacket packet) => lines.Enqueue($"received {packet}");

    public void Show()
    {
        // Again after the last line: what another thread has left here while we were writing is ours.
        while (!lines.IsEmpty && TryBegin())
        {
            try
            {
                while (lines.TryDequeue(out var line))
                {
                    observer.Trace(line);
                }
            }
            finally
            {
                writing.Exit();
            }
        }
    }

    bool TryBegin()
    {
        if (lines.Count <= Most)
        {
            return writing.TryEnter();
        }

        writing.Enter();
        return true;
    }
}
