using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Handling;

/// <summary>Where the messages go that are wanted.</summary>
interface IMessageSink : IDisposable
{
    void Add(in ReceivedMessage message);

    /// <summary>When it returns, what was added is safe and may be acknowledged.</summary>
    void Flush();
}
