using MqttDemo.Client;

namespace MqttDemo.TestKit.Processes;

/// <summary>A stream to read from; what it gives is all that is left to say.</summary>
abstract class InputStream : SequentialStream
{
    public override bool CanRead => true;

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
}
