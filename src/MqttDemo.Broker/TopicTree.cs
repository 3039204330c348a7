namespace MqttDemo.Broker;

/// <summary>
/// All subscriptions, level by level, so that a message looks at those that match it and at no others (MQTT 5, section
/// 4.7).
/// </summary>
sealed class TopicTree
{
    const string SharePrefix = "$share/";

    readonly Node root = new();

    /// <summary>Adds a subscription in place of one of the same session and filter.</summary>
    public void Add(Subscription subscription)
    {
        Remove(subscription.Session, subscription.Filter.Topic);
        var (group, filter) = Split(subscription.Filter.Topic);
        var node = root;
        foreach (var level in filter.Split('/'))
        {
            node.Children ??= [];
            node = node.Children.TryGetValue(level, out var child) ? child : node.Children[level] = new Node();
        }

        node.Add(group, subscription);
    }

    public void Remove(Session session, string topicFilter)
    {
        var (group, filter) = Split(topicFilter);
        Remove(root, filter.Split('/'), 0, session, group);
    }

    /// <summary>Fills the list with the subscriptions that match, of each group one.</summary>
    public void Match(string topic, List<Subscription> found)
    {
        found.Clear();
        Match(root, topic, 0, found);
    }

    static (string? Group, string Filter) Split(string topicFilter)
    {
        if (!topicFilter.StartsWith(SharePrefix, StringComparison.Ordinal))
        {
            return (null, topicFilter);
        }

        var end = topicFilter.IndexOf('/', SharePrefix.Length);
        return (topicFilter[SharePrefix.Length..end], topicFilter[(end + 1)..]);
    }

    static void Remove(Node node, string[] levels, int depth, Session session, string? group)
    {
        if (depth == levels.Length)
        {
            node.Remove(group, session);
        }
        else if (node.Children?.TryGetValue(levels[depth], out var child) == true)
        {
            Remove(child, levels, depth + 1, session, group);
            if (child.IsEmpty)
            {
                node.Children.Remove(levels[depth]);
            }
        }
    }

    static void Match(Node node, string topic, int start, List<Subscription> found)
    {
        // Wildcards do not match the topics of the broker's own at the first level (section 4.7.2); "#" matches the
        // parent level too.
        var allowsWildcards = start != 0 || topic[0] != '$';
        if (allowsWildcards && node.Children?.TryGetValue("#", out var rest) == true)
        {
            rest.CopyTo(found);
        }

        if (start > topic.Length)
        {
            node.CopyTo(found);
            return;
        }

        if (node.Children is null)
        {
            return;
        }

        var slash = topic.IndexOf('/', start);
        var end = slash < 0 ? topic.Length : slash;
        var children = node.Children.GetAlternateLookup<ReadOnlySpan<char>>();
        if (children.TryGetValue(topic.AsSpan(start, end - start), out var child))
        {
            Match(child, topic, end + 1, found);
        }

        if (allowsWildcards && node.Children.TryGetValue("+", out var any))
        {
            Match(any, topic, end + 1, found);
        }
    }

    sealed class Node
    {
        List<Subscription>? subscriptions;
        List<SharedGroup>? groups;

        public Dictionary<string, Node>? Children { get; set; }

        public bool IsEmpty => subscriptions is null or [] && groups is null or [] && Children is null or { Count: 0 };

        public void Add(string? group, Subscription subscription)
        {
            if (group is null)
            {
                (subscriptions ??= []).Add(subscription);
                return;
            }

            groups ??= [];
            var shared = groups.Find(candidate => candidate.Name == group);
            if (shared is null)
            {
                groups.Add(shared = new SharedGroup(group));
            }

            shared.Add(subscription);
        }

        public void Remove(string? group, Session session)
        {
            if (group is null)
            {
                subscriptions?.RemoveAll(subscription => subscription.Session == session);
            }
            else if (groups?.Find(candidate => candidate.Name == group) is { } shared)
            {
                shared.Remove(session);
                groups.RemoveAll(candidate => candidate.IsEmpty);
            }
        }

        public void CopyTo(List<Subscription> found)
        {
            if (subscriptions is not null)
            {
                found.AddRange(subscriptions);
            }

            if (groups is not null)
            {
                found.AddRange(groups.Select(group => group.Pick()));
            }
        }
    }
}
