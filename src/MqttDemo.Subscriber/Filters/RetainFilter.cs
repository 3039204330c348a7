using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Filters;

/// <summary>-R and --retained-only: only messages with this retain flag.</summary>
sealed class RetainFilter(bool wanted) : IMessageFilter
{
    public bool Passes(in ReceivedMessage message) => message.Retain == wanted;
}
