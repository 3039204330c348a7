using System.Buffers;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats.Json;

namespace MqttDemo.CommandLine.Formats;

/// <summary>One JSON object per line, or indented over several.</summary>
sealed class JsonFormat(JsonMessageWriter json, TimeProvider time) : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        json.Write(message, time.GetLocalNow(), output);
    }
}
