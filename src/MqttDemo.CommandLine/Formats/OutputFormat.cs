namespace MqttDemo.CommandLine.Formats;

/// <summary>The ways to write a message.</summary>
public enum OutputFormat
{
    /// <summary>Received message: PAYLOAD, topic: TOPIC.</summary>
    Sentence,

    /// <summary>The payload.</summary>
    Payload,

    /// <summary>The topic and the payload.</summary>
    Verbose,

    /// <summary>The payload's bytes and nothing else.</summary>
    Raw,

    /// <summary>The payload in hexadecimal.</summary>
    Hex,

    /// <summary>The payload in Base64.</summary>
    Base64,

    /// <summary>One JSON object.</summary>
    Json,

    /// <summary>What the template says.</summary>
    Template,
}
