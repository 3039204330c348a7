namespace MqttDemo.Config;

/// <summary>The mark with which some editors begin a file in UTF-8. It is not part of the text.</summary>
public static class ByteOrderMark
{
    /// <summary>How many bytes it takes where a text begins with it; otherwise 0.</summary>
    /// <param name="text">The text.</param>
    public static int LengthIn(ReadOnlySpan<byte> text)
    {
        var mark = "\uFEFF"u8;
        return text.StartsWith(mark) ? mark.Length : 0;
    }
}
