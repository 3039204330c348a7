namespace MqttDemo.Subscriber.Commands;

/// <summary>The command that is run for each message.</summary>
/// <param name="Invocation">The program, by its path, and what it is given.</param>
/// <param name="Jobs">How many run at once.</param>
/// <param name="OnError">What happens when one fails.</param>
/// <param name="Replies">What it writes is published as the answer.</param>
/// <param name="KeyLogFile">SSLKEYLOGFILE as it was when we began; --tls-keylog has another there for as long as a
/// handshake takes.</param>
sealed record CommandSettings(
    Invocation Invocation, int Jobs, OnError OnError, bool Replies, string? KeyLogFile);

/// <summary>What happens when the command for a message fails.</summary>
enum OnError
{
    /// <summary>The subscriber ends; the message is not acknowledged.</summary>
    Stop,

    /// <summary>It is run again, after a while.</summary>
    Retry,

    /// <summary>The message is acknowledged, and the next one comes.</summary>
    Skip,
}
