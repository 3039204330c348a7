using MqttDemo.Client.Session;

namespace MqttDemo.Publisher.Sources;

/// <summary>Each record is a payload.</summary>
sealed class PayloadRecords(PublishSettings defaults) : IRecordFormat
{
    readonly OutgoingMessage message = defaults.Message(default);

    public InputRecord Read(ReadOnlyMemory<byte> record) => new(message with { Payload = record });
}
