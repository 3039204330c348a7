namespace MqttDemo.Broker;

/// <summary>A shared subscription: each message goes to one of the group, in turn (MQTT 5, section 4.8.2).</summary>
sealed class SharedGroup(string name)
{
    readonly List<Subscription> members = [];
    int next;

    public string Name => name;

    public bool IsEmpty => members.Count == 0;

    public void Add(Subscription subscription)
    {
        subscription.Group = this;
        members.Add(subscription);
    }

    public void Remove(Session session) => members.RemoveAll(member => member.Session == session);

    /// <summary>The next of them that is connected and keeps up; the next, if none is.</summary>
    public Subscription Pick()
    {
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[(next + i) % members.Count];
            if (member.Session is { Connection: not null, Outgoing.IsCongested: false })
            {
                next = (next + i + 1) % members.Count;
                return member;
            }
        }

        next = (next + 1) % members.Count;
        return members[next];
    }
}
