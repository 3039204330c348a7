namespace MqttDemo.Client.Session;

/// <summary>What became of the messages given to a session.</summary>
/// <param name="Sent">Accepted for sending, refused ones not included.</param>
/// <param name="Acknowledged">Messages of QoS 1 and 2 that the broker has taken over.</param>
/// <param name="Refused">Messages that the broker refused or that could not be sent to it.</param>
/// <param name="Unfinished">Messages of QoS 1 and 2 whose fate is open.</param>
/// <param name="MayBeDuplicated">Messages of QoS 2 that were sent again because the broker had forgotten the
/// session.</param>
/// <param name="MayBeLost">Messages of QoS 0 that were on a connection when it broke.</param>
/// <param name="Downgraded">Messages of QoS 2 that the broker acknowledged as it would at QoS 1.</param>
public readonly record struct PublishCounts(
    long Sent, long Acknowledged, long Refused, long Unfinished, long MayBeDuplicated, long MayBeLost, long Downgraded);
