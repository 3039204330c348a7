namespace MqttDemo.Client.Session;

/// <summary>The gate of a session, and what can be waited for in it.</summary>
sealed class SessionGate : Gate
{
    public SessionGate() =>
        (OutboxChanged, PublisherAwaited, InboxFilled, InboxEmptied) =
        (new(this), new(this), new(this), new(this));

    /// <summary>
    /// Something has been sent or answered, or a connection has come or gone: whoever waits for room or for an answer
    /// should look again.
    /// </summary>
    public Signal OutboxChanged { get; }

    /// <summary>
    /// The same for the one thread that publishes and waits itself: the reader waits for <see cref="OutboxChanged"/>,
    /// and a signal has one thread. Acknowledgements wake it only when few messages are left to send: see
    /// <see cref="WaitingMessages"/>.
    /// </summary>
    public Signal PublisherAwaited { get; }

    /// <summary>There is something to receive.</summary>
    public Signal InboxFilled { get; }

    /// <summary>Something has been dealt with, or somebody waits to publish: the reader is to look again.</summary>
    public Signal InboxEmptied { get; }

    /// <summary>Announces a change of the outbox to all who wait for one.</summary>
    public void TellOutboxChanged()
    {
        OutboxChanged.Set();
        PublisherAwaited.Set();
    }
}
