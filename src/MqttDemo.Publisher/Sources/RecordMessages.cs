namespace MqttDemo.Publisher.Sources;

/// <summary>The messages in the records of a stream.</summary>
sealed class RecordMessages(DelimitedRecords records, IRecordFormat format) : IMessageSource
{
    public bool WaitsInKernel => true;

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
