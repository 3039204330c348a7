namespace MqttDemo.Client.Session;

/// <summary>The gate of a session, and what can be waited for in it.</summary>
sealed class SessionGate : Gate
{
    public SessionGate() => (OutboxChanged, InboxFilled, InboxEmptied) = (new(this), new(this), new(this));

    /// <summary>
    /// Something has been sent or answered, or a connection has come or gone: whoever waits for room or for an answer
    /// is to look again.
    /// </summary>
    public Signal OutboxChanged { get; }

    /// <summary>There is something to receive.</summary>
    public Signal InboxFilled { get; }

    /// <summary>Something has been dealt with, or somebody waits to publish: whoever reads is to look again.</summary>
    public Signal InboxEmptied { get; }
}
