using MqttDemo.Client.Session;

namespace MqttDemo.Publisher.Sources;

/// <summary>The messages in the records of a stream.</summary>
/// <param name="records">The records.</param>
/// <param name="format">What they are.</param>
/// <param name="isTyped">They come from a terminal.</param>
sealed class RecordMessages(DelimitedRecords records, IRecordFormat format, bool isTyped) : IMessageSource
{
    static readonly InputRecord TooLong = InputRecord.Wrong(
        $"it is longer than a message can be ({OutgoingMessage.LongestPayload} bytes); what ends a message is chosen "
        + "with --delimiter or -0");

    public bool IsLong => !isTyped;

    public double? Share => records.Share;

    public bool Fill() => records.Fill();

    public bool TryTake(out InputRecord record)
    {
        if (records.TryTake(out var bytes, out var isTooLong))
        {
            record = isTooLong ? TooLong : format.Read(bytes);
            return true;
        }

        record = default;
        return false;
    }

    public void Dispose() => records.Dispose();
}
