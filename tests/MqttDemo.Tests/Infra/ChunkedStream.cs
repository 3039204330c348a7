namespace MqttDemo.Tests.Infra;

/// <summary>Bytes that come a few at a time.</summary>
sealed class ChunkedStream(byte[] bytes, int chunk) : InputStream
{
    int position;

    public override int Read(Span<byte> buffer)
    {
        var length = Math.Min(Math.Min(chunk, buffer.Length), bytes.Length - position);
        bytes.AsSpan(position, length).CopyTo(buffer);
        position += length;
        return length;
    }
}
