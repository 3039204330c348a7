using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Filters;

/// <summary>
/// Lets a message pass or not. What does not pass is acknowledged all the same. Called by one thread, in the order in
/// which messages come.
/// </summary>
interface IMessageFilter
{
    bool Passes(in ReceivedMessage message);
}
