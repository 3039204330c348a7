using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Handling;

/// <summary>
/// Deals with what arrives, and acknowledges what it has dealt with. All methods are called by the one thread that
/// receives.
/// </summary>
interface IBlockHandler : IDisposable
{
    /// <summary>How long it may take to end when it is asked to.</summary>
    TimeSpan Patience { get; }

    /// <summary>Takes a block; may return before it has been dealt with.</summary>
    /// <param name="block">The block.</param>
    /// <param name="acknowledged">Is called, on any thread, when all of it has been acknowledged; null where nothing
    /// wants to know.</param>
    void Handle(ReceivedBlock block, Action? acknowledged);

    /// <summary>There is something to end when nothing more comes, even where nothing has come.</summary>
    bool Completes { get; }

    /// <summary>Returns when everything that was begun has come to its end.</summary>
    void Complete();
}
