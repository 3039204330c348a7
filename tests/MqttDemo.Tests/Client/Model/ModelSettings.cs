namespace MqttDemo.Tests.Client.Model;

/// <summary>How a broker names a message that it sends again.</summary>
enum Repetition
{
    /// <summary>As MQTT says: the same identifier and DUP.</summary>
    SameIdentifier,

    /// <summary>As RabbitMQ does: DUP, and identifiers from 1 on each connection.</summary>
    OtherIdentifierWithDup,

    /// <summary>As aedes does.</summary>
    OtherIdentifierWithoutDup,
}

/// <summary>What is drawn for one run. Times are in units of the way between client and broker.</summary>
sealed record ModelSettings(
    int Messages,
    int Window,
    int Jobs,
    bool IsWrittenInBlocks,
    double TimePerMessage,
    double Life,
    bool LivesAreEqual,
    double Outage,
    double LossOfSession,
    int Contents,
    double AtMostOnce,
    Repetition Repetition)
{
    public static ModelSettings Draw(Random random)
    {
        var messages = random.Next(10, 80);
        return new(
            messages,
            Window: Pick(1, 2, 5, 20, 100, 65_535),
            Jobs: Pick(1, 1, 2, 4, 16),
            IsWrittenInBlocks: random.Next(4) == 0,
            TimePerMessage: Math.Pow(10, (random.NextDouble() * 3) - 1),
            Life: Math.Pow(10, 1 + (random.NextDouble() * 2)),
            LivesAreEqual: random.Next(2) == 0,
            Outage: Pick(0, 1, 10, 50),
            LossOfSession: Pick(0.0, 0.0, 0.1, 0.5),
            Contents: Pick(messages, messages, 1, 3),
            AtMostOnce: Pick(0.0, 0.0, 0.3),
            Repetition: Pick(
                Repetition.SameIdentifier,
                Repetition.SameIdentifier,
                Repetition.OtherIdentifierWithDup,
                Repetition.OtherIdentifierWithoutDup));

        T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
    }
}
