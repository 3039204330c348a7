using MqttDemo.CommandLine.Formats.Json;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats.Templates;

/// <summary>What the parts of a template write with, and the time of the message they write.</summary>
sealed class Rendering(OutputKind kind, JsonMessageWriter json, Messages messages, TimeProvider time)
{
    public OutputKind Kind => kind;

    public JsonMessageWriter Json => json;

    public Messages Messages => messages;

    public TimeZoneInfo Zone => time.LocalTimeZone;

    /// <summary>Local time; the same in all parts of one message.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    public void TakeTime() => ReceivedAt = time.GetLocalNow();
}
