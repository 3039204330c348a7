using MqttDemo.Client.Session;

namespace MqttDemo.Publisher.Sources;

/// <summary>One record of the input: a message to publish, or what is wrong with it.</summary>
/// <param name="Message">The message, whose position is still to be given.</param>
/// <param name="Defect">Why it is no message, as the end of a sentence; null when it is one.</param>
/// <param name="Recorded">When the message was received by the writer of the record, in ticks of UTC; 0 where nobody
/// has asked for it.</param>
/// <param name="IsBlank">It is an empty line between others and means nothing.</param>
readonly record struct InputRecord(
    OutgoingMessage Message, string? Defect = null, long Recorded = 0, bool IsBlank = false)
{
    public static InputRecord Blank => new(default, IsBlank: true);

    public static InputRecord Wrong(string defect) => new(default, defect);
}
