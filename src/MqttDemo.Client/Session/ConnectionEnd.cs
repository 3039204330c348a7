using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>How a connection ended.</summary>
/// <param name="Reason">Why, as the end of a sentence.</param>
/// <param name="Kind">What that means for the next one.</param>
/// <param name="Hint">What to do about it.</param>
sealed record ConnectionEnd(string Reason, ConnectionEndKind Kind = ConnectionEndKind.Lost, Sentence? Hint = null);

enum ConnectionEndKind
{
    /// <summary>It broke.</summary>
    Lost,

    /// <summary>The broker was silent: that tells nothing about what was sent.</summary>
    Silent,

    /// <summary>The broker said why, and another connection may fare better.</summary>
    Temporary,

    /// <summary>The broker said that there is too much for it at the moment.</summary>
    Busy,

    /// <summary>The broker closed it without giving a reason.</summary>
    Closed,

    /// <summary>The broker sent a malformed packet.</summary>
    ProtocolError,

    /// <summary>The broker ended it in a way that another connection would only repeat.</summary>
    Final,

    /// <summary>The broker ended it because another client has come with our client id.</summary>
    TakenOver,
}
