using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher.Pace;

/// <summary>How much time lies between one message and the next.</summary>
interface IPace
{
    /// <summary>
    /// A message that went out late does not delay those after it; otherwise the time counts from when it went out.
    /// </summary>
    bool CatchesUp { get; }

    /// <summary>
    /// The seconds between the message before and this one; is asked once for each message, in their order.
    /// </summary>
    double Interval(in InputRecord record);
}
