using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.CommandLine.Formats.Templates;

/// <summary>One code of a template, or what stands between two.</summary>
abstract class TemplatePart
{
    /// <summary>It says when the message came.</summary>
    public virtual bool NeedsTime => false;

    public abstract void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output);
}
