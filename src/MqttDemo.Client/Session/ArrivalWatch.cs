namespace MqttDemo.Client.Session;

/// <summary>Waits for something to receive without a thread that does so: see <see cref="MessageReception"/>.</summary>
sealed class ArrivalWatch(SessionContext context)
{
    /// <summary>True when there is something, or the session has ended; false when it was given up.</summary>
    public async Task<bool> HasComeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            using (context.Gate.Enter())
            {
                if (context.State.Inbox.HasBlocks || context.State.HasEnded)
                {
                    return true;
                }

                if (cancellationToken.IsCancellationRequested)
                {
                    return false;
                }

                changed = context.Gate.InboxFilled.WaitAsync(cancellationToken);
            }

            await changed;
        }
    }
}
