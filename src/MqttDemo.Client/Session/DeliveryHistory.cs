namespace MqttDemo.Client.Session;

/// <summary>
/// Whether what we publish gets on from one connection to the next, whatever else goes over them: the broker may answer
/// pings, send messages of its own or say why it ends a connection, and still never take this one message.
/// </summary>
sealed class DeliveryHistory
{
    /// <summary>
    /// This many connections in a row on which the same message stays without an answer mean that the broker does not
    /// want it (NATS closes on every PUBLISH of QoS 2, AWS IoT on every topic that is not allowed).
    /// </summary>
    const int Most = 8;

    /// <summary>Where the broker says that it is only too busy, there are more of them, over some minutes.</summary>
    const int MostBusy = 16;

    UnansweredPublish? last;

    /// <summary>How many in a row have ended without progress.</summary>
    public int InVain { get; private set; }

    /// <summary>The next one would only repeat the last.</summary>
    public bool IsHopeless { get; private set; }

    public void OnEnd(EndedConnection ended)
    {
        if (ended.End.Kind == ConnectionEndKind.Silent)
        {
            // A dead link tells nothing about what was sent.
            return;
        }

        InVain = ended.Unanswered switch
        {
            null => 0,
            var message when message.Progress == last?.Progress => InVain + 1,
            _ => ended.HasDelivered ? 0 : 1,
        };
        IsHopeless = InVain >= (ended.End.Kind == ConnectionEndKind.Busy ? MostBusy : Most);
        last = ended.Unanswered;
    }

    /// <summary>What has been so far does not count any more.</summary>
    public void Forget() => (InVain, last) = (0, null);
}
