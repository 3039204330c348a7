using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.CommandLine.Formats;

/// <summary>The topic, a blank and the payload; "(null)" for an empty one, as mosquitto_sub -v.</summary>
sealed class VerboseFormat(bool endsLines, bool isForTerminal) : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        output.WriteText(message.Topic, isForTerminal);
        output.Write(" "u8);
        if (message.Payload.IsEmpty)
        {
            output.Write("(null)"u8);
        }
        else
        {
            output.WritePayload(message.Payload, isForTerminal, endsFormat: true);
        }

        output.WriteLineEnd(endsLines);
    }
}
