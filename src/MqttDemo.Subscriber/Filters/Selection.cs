using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Filters;

// Its CancellationTokenSource has no timer and no wait handle, so there is nothing to dispose.
#pragma warning disable CA1001
/// <summary>Which messages are wanted, and how many more of them. Made once from the options.</summary>
sealed class Selection
{
    readonly CancellationTokenSource completed = new();
    readonly Copies? copies;
    readonly IMessageFilter[] scope;
    readonly IMessageFilter[] others;
    readonly RandomSample? sample;
    readonly bool takesSurplus;
    long remaining;

    /// <param name="settings">What is filtered out.</param>
    /// <param name="subscriptions">What is subscribed to.</param>
    /// <param name="count">How many are wanted; null is all.</param>
    /// <param name="takesSurplus">Whether those that come after them are taken too.</param>
    /// <param name="warn">Gets the sentence about a filter that does not work.</param>
    /// <param name="time">The clock.</param>
    public Selection(
        FilterSettings settings,
        IReadOnlyList<TopicSubscription> subscriptions,
        long? count,
        bool takesSurplus,
        Action<string> warn,
        TimeProvider time)
    {
        this.takesSurplus = takesSurplus;
        copies = subscriptions.Any(subscription => subscription.Identifier is not null)
            ? new Copies(subscriptions)
            : null;
        scope = [.. Scope(settings, warn)];
        others = [.. Others(settings, time)];
        sample = settings.RandomPercent is { } percent ? new RandomSample(percent, Random.Shared) : null;
        remaining = count ?? long.MaxValue;
    }

    /// <summary>How many have been taken.</summary>
    public long Taken { get; private set; }

    /// <summary>As many as were wanted have been taken.</summary>
    public bool IsComplete => remaining <= 0;

    /// <summary>How many more have been taken than were wanted, because no other member gets them.</summary>
    public long Surplus => Math.Max(-remaining, 0);

    /// <summary>No other is taken.</summary>
    public bool IsClosed => IsComplete && !takesSurplus;

    /// <summary>
    /// As many have been taken as were wanted. It is canceled inside <see cref="Takes"/>, so what is registered with it
    /// happens before the last of them is acknowledged.
    /// </summary>
    public CancellationToken Completed => completed.Token;

    /// <summary>
    /// Whether a message is wanted. It then counts, also when chance is against it, as it does with mosquitto_sub.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="isInScope">Whether --remove-retained is meant for it: what the user has filtered out by its topic
    /// or its payload is left alone.</param>
    public bool Takes(in ReceivedMessage message, out bool isInScope)
    {
        isInScope = (copies is null || copies.Passes(message)) && Passes(scope, message);
        if (!isInScope || !Passes(others, message))
        {
            return false;
        }

        Taken++;
        if (--remaining == 0)
        {
            completed.Cancel(throwOnFirstException: true);
        }

        return sample is null || sample.Passes(message);
    }

    static bool Passes(IMessageFilter[] filters, in ReceivedMessage message)
    {
        foreach (var filter in filters)
        {
            if (!filter.Passes(message))
            {
                return false;
            }
        }

        return true;
    }

    static IEnumerable<IMessageFilter> Scope(FilterSettings settings, Action<string> warn)
    {
        if (settings.UnwantedTopics.Count > 0)
        {
            yield return new UnwantedTopics(settings.UnwantedTopics);
        }

        if (settings.Match is { } pattern)
        {
            yield return new PayloadMatch(pattern, warn);
        }
    }

    static IEnumerable<IMessageFilter> Others(FilterSettings settings, TimeProvider time)
    {
        if (settings.Retained is { } retained)
        {
            yield return new RetainFilter(retained);
        }

        if (settings.OnlyChanged || settings.Throttle is not null)
        {
            yield return new ShownValues(settings.OnlyChanged, settings.Throttle, time);
        }
    }
}
