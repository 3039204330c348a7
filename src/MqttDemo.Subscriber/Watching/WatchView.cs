namespace MqttDemo.Subscriber.Watching;

/// <summary>What of the table is to be seen, as the keys have chosen it.</summary>
/// <param name="Order">In which order the topics stand.</param>
/// <param name="Filter">Only topics with this in them, in letters of any case.</param>
/// <param name="First">How many topics have been scrolled past.</param>
/// <param name="IsTyping">The filter is being typed.</param>
sealed record WatchView(TopicOrder Order = TopicOrder.Place, string Filter = "", int First = 0, bool IsTyping = false)
{
    /// <summary>The view after a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="rows">How many topics are seen at once.</param>
    /// <param name="topics">How many there are.</param>
    public WatchView Press(ConsoleKeyInfo key, int rows, int topics) =>
        Scroll(key.Key, rows) is { } distance ? this with { First = Clamp(First + distance, rows, topics) }
        : IsTyping ? Type(key)
        : (key.Key, key.KeyChar) switch
        {
            (ConsoleKey.Escape, _) => this with { Filter = "", First = 0 },
            (_, '/') => this with { Filter = "", First = 0, IsTyping = true },
            (_, 't') => By(TopicOrder.Topic),
            (_, 'r') => By(TopicOrder.Rate),
            (_, 'a') => By(TopicOrder.Age),
            (_, 'c') => By(TopicOrder.Count),
            _ => this,
        };

    /// <summary>The topics that are seen, and how many match.</summary>
    /// <param name="topics">All.</param>
    /// <param name="rows">How many there is room for.</param>
    /// <param name="time">The clock.</param>
    public (IReadOnlyList<WatchedTopic> Seen, int Matching) Of(WatchedTopics topics, int rows, TimeProvider time)
    {
        var matching = 0;
        var seen = topics.Select(all =>
        {
            IReadOnlyCollection<WatchedTopic> wanted = Filter.Length > 0 ? [.. all.Where(Matches)] : all;
            matching = wanted.Count;
            return Sorted(wanted, time).Skip(Clamp(First, rows, matching)).Take(rows);
        });
        return (Order == TopicOrder.Place ? [.. seen.OrderBy(topic => topic.Order)] : seen, matching);
    }

    bool Matches(WatchedTopic topic) => topic.Topic.Contains(Filter, StringComparison.OrdinalIgnoreCase);

    static int Clamp(int first, int rows, int topics) => Math.Clamp(first, 0, Math.Max(topics - rows, 0));

    static int? Scroll(ConsoleKey key, int rows) => key switch
    {
        ConsoleKey.UpArrow => -1,
        ConsoleKey.DownArrow => 1,
        ConsoleKey.PageUp => -rows,
        ConsoleKey.PageDown => rows,
        ConsoleKey.Home => -1_000_000_000,
        ConsoleKey.End => 1_000_000_000,
        _ => null,
    };

    /// <summary>The same key again goes back to the first order.</summary>
    WatchView By(TopicOrder order) => this with { Order = Order == order ? TopicOrder.Place : order, First = 0 };

    WatchView Type(ConsoleKeyInfo key) => key switch
    {
        { Key: ConsoleKey.Enter } => this with { IsTyping = false },
        { Key: ConsoleKey.Escape } => this with { Filter = "", IsTyping = false },
        { Key: ConsoleKey.Backspace } when Filter.Length > 0 => this with { Filter = Filter[..^1] },
        { KeyChar: >= ' ' } => this with { Filter = Filter + key.KeyChar, First = 0 },
        _ => this,
    };

    IEnumerable<WatchedTopic> Sorted(IEnumerable<WatchedTopic> topics, TimeProvider time) => Order switch
    {
        TopicOrder.Topic => topics.OrderBy(topic => topic.Topic, StringComparer.Ordinal),
        TopicOrder.Rate => topics.OrderByDescending(topic => topic.Rate.PerSecond(time.GetElapsedTime(topic.At))),
        TopicOrder.Count => topics.OrderByDescending(topic => topic.Count),
        _ => topics.OrderByDescending(topic => topic.At),
    };
}

/// <summary>The orders of the table.</summary>
enum TopicOrder
{
    /// <summary>Those with the latest messages, each in its place: the one that came first stands first.</summary>
    Place,

    /// <summary>By their names.</summary>
    Topic,

    /// <summary>The most messages a second first.</summary>
    Rate,

    /// <summary>The latest message first.</summary>
    Age,

    /// <summary>The most messages first.</summary>
    Count,
}
