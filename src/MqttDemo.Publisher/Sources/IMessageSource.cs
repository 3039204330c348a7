namespace MqttDemo.Publisher.Sources;

/// <summary>Gives one record of the input after the other.</summary>
interface IMessageSource : IDisposable
{
    /// <summary>It may take long, and is not typed by hand: how far it is is worth a line in the terminal.</summary>
    bool IsLong { get; }

    /// <summary>It is one message, and that is at hand: nothing waits for it.</summary>
    bool IsOneAtHand => false;

    /// <summary>
    /// Which part of it has been taken, from 0 to 1; null when it is not known how much there is. May be asked from any
    /// thread.
    /// </summary>
    double? Share { get; }

    /// <summary>
    /// Waits until records are at hand; false when there are no more. That can mean to wait in the kernel, on the
    /// thread that asks, where nothing can be cancelled.
    /// </summary>
    bool Fill();

    /// <summary>
    /// Takes the next record at hand; it is good until the next call of this or of <see cref="Fill"/>.
    /// </summary>
    bool TryTake(out InputRecord record);
}
