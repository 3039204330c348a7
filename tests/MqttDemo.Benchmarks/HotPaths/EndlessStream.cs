using MqttDemo.TestKit.Processes;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>
/// The same bytes again and again, so that what is measured has long been running and has all its buffers.
/// </summary>
sealed class EndlessStream(byte[] content) : InputStream
{
    int position;

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, content.Length - position);
        content.AsSpan(position, count).CopyTo(buffer);
        position = (position + count) % content.Length;
        return count;
    }
}
