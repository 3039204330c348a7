namespace MqttDemo.Publisher.Sources;

/// <summary>From the bytes of a record to the message they are.</summary>
interface IRecordFormat
{
    /// <summary>
    /// Reads a record; what comes out is good until the next call, and as long as the record's bytes stay.
    /// </summary>
    InputRecord Read(ReadOnlyMemory<byte> record);
}
