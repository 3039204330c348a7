namespace MqttDemo.Subscriber.Commands;

/// <summary>What has become of a message.</summary>
enum CommandOutcome
{
    /// <summary>It has been dealt with.</summary>
    Done,

    /// <summary>Its command has failed, and it is not to come again.</summary>
    Skipped,

    /// <summary>It stays the broker's.</summary>
    Open,
}
