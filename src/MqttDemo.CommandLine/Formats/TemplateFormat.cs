using System.Buffers;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats.Templates;

namespace MqttDemo.CommandLine.Formats;

/// <summary>
/// The parts of a template, one after the other. In a terminal what comes from the message is escaped; what the
/// template itself says is the user's.
/// </summary>
sealed class TemplateFormat(Template template, Rendering rendering) : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        if (template.NeedsTime)
        {
            rendering.TakeTime();
        }

        foreach (var part in template.Parts)
        {
            part.Write(message, rendering, output);
        }
    }
}
