namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// Where the messages end that have been written to a regular file, so that a write that fails leaves no part of one
/// there.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="stream">What it is written by.</param>
sealed class KeptMessages(OutputFile file, DescriptorStream stream)
{
    /// <summary>Of the messages since the last flush, counted as the stream counts what it has written.</summary>
    long[] ends = new long[64];
    int count;

    /// <summary>Where that flush ended.</summary>
    long flushed;

    /// <summary>How many of the messages since the last flush are in the file as a whole.</summary>
    public int Count
    {
        get
        {
            var position = Array.BinarySearch(ends, 0, count, stream.Written);
            // Messages without a byte, of which there may be many at one place, are whole where they are.
            while (position >= 0 && position + 1 < count && ends[position + 1] == stream.Written)
            {
                position++;
            }

            return position >= 0 ? position + 1 : ~position;
        }
    }

    /// <summary>A message has been passed on; some of its bytes are still to be written.</summary>
    public void Add(int unwritten)
    {
        if (count == ends.Length)
        {
            Array.Resize(ref ends, 2 * count);
        }

        ends[count++] = stream.Written + unwritten;
    }

    public void OnFlushed() => (flushed, count) = (stream.Written, 0);

    /// <summary>A write has failed: the part of a message that was written is taken out of the file.</summary>
    public void CutBack() => file.TakeBack(stream.Written - (Count is > 0 and var whole ? ends[whole - 1] : flushed));
}
