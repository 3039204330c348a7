using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Handling;

/// <summary>Where the messages go that are wanted.</summary>
interface IMessageSink : IDisposable
{
    void Add(in ReceivedMessage message);

    /// <summary>
    /// When adding or flushing has failed: how many of the messages since the last flush are safe all the same.
    /// </summary>
    int Kept => 0;

    /// <summary>When it returns, what was added is safe and may be acknowledged.</summary>
    void Flush();

    /// <summary>There is something left to write when nothing more comes, even where nothing has come.</summary>
    bool Completes => false;

    /// <summary>Nothing more comes: writes what is left to write.</summary>
    void Complete()
    {
    }
}
