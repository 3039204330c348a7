using MqttDemo.Client.Session;

namespace MqttDemo.Publisher.Sources;

/// <summary>One message, once or several times.</summary>
sealed class RepeatedMessage(OutgoingMessage message, int times) : IMessageSource
{
    /// <summary>How many are published between two looks for an interruption.</summary>
    const int AtOnce = 1000;

    int given;
    int atHand;

    public bool IsLong => times > 1;

    public bool IsOneAtHand => times == 1;

    public double? Share => (given - (double)Math.Max(0, atHand)) / times;

    public bool Fill()
    {
        atHand = Math.Min(times - given, AtOnce);
        given += atHand;
        return atHand > 0;
    }

    public bool TryTake(out InputRecord record)
    {
        record = new(message);
        return atHand-- > 0;
    }

    public void Dispose()
    {
    }
}
