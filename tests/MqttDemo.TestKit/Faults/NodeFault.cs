namespace MqttDemo.TestKit.Faults;

/// <summary>What is wrong with a <see cref="Node"/>.</summary>
enum NodeFault
{
    None,
    BlackHole,
    NobodyThere,
    ClosesBeforeConnAck,
    Silent,
    Unavailable,
    Busy,
    Quota,
    NotAuthorized,
    BadLogin,
    Version,
    ClosesAfterConnAck,
    SilentAfterConnAck,
    EndsForGood,

    /// <summary>It resets the connection where its CONNACK would come.</summary>
    ResetsBeforeConnAck,

    /// <summary>It closes before it has read anything.</summary>
    ClosesUnread,

    /// <summary>It is a server of HTTP.</summary>
    NotMqtt,

    /// <summary>It begins a CONNACK, and is silent.</summary>
    HalfOfConnAck,

    /// <summary>Its CONNACK says to use another server, and does not say which.</summary>
    SendsElsewhere,

    ResetsAfterConnAck,

    /// <summary>It grants a subscription, or takes what is published, and closes.</summary>
    ClosesAfterSubAck,

    /// <summary>It accepts, and says with a DISCONNECT that it shuts down.</summary>
    ShutsDown,
}
