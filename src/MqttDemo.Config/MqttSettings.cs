namespace MqttDemo.Config;

/// <summary>
/// What both apps read from flags, environment and config.json: the connection, the topic and the message.
/// </summary>
/// <param name="Connection">How to connect.</param>
/// <param name="Topic">The topic to publish to or to subscribe to when no flag names one.</param>
/// <param name="Message">The text the publisher sends when it is given no source.</param>
public sealed record MqttSettings(ConnectionSettings Connection, string Topic, string Message)
{
    /// <summary>All that the sources give, merged, the settings of the run included.</summary>
    public SettingsLayer Run { get; init; } = SettingsLayer.None;

    /// <summary>Where they come from.</summary>
    public SettingOrigins Origins { get; init; } = SettingOrigins.Unknown;

    /// <summary>
    /// What gave the topic where neither an option nor a variable did, as in "topic of config.json"; null where one of
    /// them did.
    /// </summary>
    public string? TopicOrigin { get; init; }

    /// <summary>The same for the message.</summary>
    public string? MessageOrigin { get; init; }
}
