namespace MqttDemo.Publisher.Sources;

/// <summary>The messages in the records of a stream.</summary>
/// <param name="records">The records.</param>
/// <param name="format">What they are.</param>
/// <param name="isTyped">They come from a terminal.</param>
sealed class RecordMessages(DelimitedRecords records, IRecordFormat format, bool isTyped) : IMessageSource
{
    public bool WaitsInKernel => true;

    public bool IsLong => !isTyped;

    public double? Share => records.Share;

    public ValueTask<bool> FillAsync(CancellationToken cancellationToken) => ValueTask.FromResult(records.Fill());

    public bool TryTake(out InputRecord record)
    {
        if (records.TryTake(out var bytes))
        {
            record = format.Read(bytes);
            return true;
        }

        record = default;
        return false;
    }

    public void Dispose() => records.Dispose();
}
