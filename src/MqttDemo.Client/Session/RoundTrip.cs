namespace MqttDemo.Client.Session;

/// <summary>
/// Asks the broker whether it is there. When it answers it has handled everything that was sent before, and what it had
/// to send at once has arrived; where the connection breaks meanwhile, the next one is asked.
/// </summary>
sealed class RoundTrip(SessionContext context)
{
    Connection? asked;
    long ping;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (IsAnswered(cancellationToken) is not { } changed)
            {
                return;
            }

            context.Flush();
            await changed;
        }
    }

    /// <summary>Null when it is; otherwise what there is to wait for.</summary>
    Task? IsAnswered(CancellationToken cancellationToken)
    {
        using (context.Gate.Enter())
        {
            var (state, outbox) = (context.State, context.State.Outbox);
            state.ThrowIfGivenUpOrFailed(cancellationToken);
            if (state.Connection is not null && state.Connection == asked && outbox.HasAnswered(ping))
            {
                return null;
            }

            if (state.Connection is { } current && current != asked)
            {
                asked = current;
                ping = outbox.SendPing(current.Writer);
            }

            return context.Gate.OutboxChanged.WaitAsync(cancellationToken);
        }
    }
}
