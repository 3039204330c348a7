using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;

namespace MqttDemo.Subscriber.Filters;

/// <summary>--filter-out: no message whose topic matches one of these.</summary>
sealed class UnwantedTopics(IReadOnlyList<string> filters) : IMessageFilter
{
    readonly string[] filters = [.. filters];

    public bool Passes(in ReceivedMessage message)
    {
        foreach (var filter in filters)
        {
            if (TopicFilter.Matches(filter, message.Topic))
            {
                return false;
            }
        }

        return true;
    }
}
