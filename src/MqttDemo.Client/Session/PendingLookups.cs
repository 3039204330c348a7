namespace MqttDemo.Client.Session;

/// <summary>
/// Questions to name servers. One that has been put is not put again until its answer has come: a name server that does
/// not answer costs its time once, not on each attempt. A caller with an older answer waits only a moment for the new
/// one.
/// </summary>
/// <param name="time">The clock.</param>
/// <typeparam name="TName">What is asked for.</typeparam>
/// <typeparam name="TAnswer">What it stands for.</typeparam>
sealed class PendingLookups<TName, TAnswer>(TimeProvider time)
    where TName : notnull
    where TAnswer : class
{
    /// <summary>An answer that is fresh comes as soon as this, or it may not come at all.</summary>
    static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.25);

    readonly Dictionary<TName, Task<TAnswer>> pending = [];

    /// <summary>The answer.</summary>
    /// <param name="name">What is asked for.</param>
    /// <param name="ask">Puts the question.</param>
    /// <param name="isKnown">There is an older answer: then null is that it is to be used.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<TAnswer?> FindAsync(
        TName name, Func<Task<TAnswer>> ask, bool isKnown, CancellationToken cancellationToken)
    {
        var wasAsked = pending.TryGetValue(name, out var lookup);
        lookup ??= pending[name] = ask();
        if (isKnown && !lookup.IsCompleted)
        {
            var moment = wasAsked ? Task.CompletedTask : Task.Delay(Moment, time, cancellationToken);
            await Task.WhenAny(lookup, moment);
            cancellationToken.ThrowIfCancellationRequested();
            if (!lookup.IsCompleted)
            {
                return null;
            }
        }

        await Task.WhenAny(lookup).WaitAsync(cancellationToken);
        pending.Remove(name);
        return await lookup;
    }
}
