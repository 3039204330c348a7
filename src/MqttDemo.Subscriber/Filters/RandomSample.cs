using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Filters;

/// <summary>--random-filter: each message with this chance.</summary>
sealed class RandomSample(double percent, Random random) : IMessageFilter
{
    public bool Passes(in ReceivedMessage message) => random.NextDouble() * 100 < percent;
}
