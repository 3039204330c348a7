using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Sources;

/// <summary>The records of a stream. Bytes are kept as they are; the last record counts even without its delimiter.</summary>
sealed class DelimitedRecords(Stream input, byte[] delimiter, int longest = OutgoingMessage.LongestPayload) : IDisposable
{
    const int BlockSize = 64 * 1024;

    readonly long length = input.CanSeek ? input.Length : 0;

    byte[] buffer = new byte[BlockSize];
    long read;
    int start;
    int searched;
    int end;
    bool isAtEnd;

    /// <summary>Which part of a file has been taken; null when the input is none.</summary>
    public double? Share => length > 0 ? Math.Clamp((read - Math.Max(0, end - start)) / (double)length, 0, 1) : null;

    /// <summary>Reads more of the input, and waits in the kernel for it; false when there are no more records.</summary>
    public bool Fill() => !isAtEnd && Read();

    /// <summary>Takes the next record at hand; it is good until the next call of <see cref="Fill"/>.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> record)
    {
        var found = buffer.AsSpan(searched, end - searched).IndexOf(delimiter);
        if (found >= 0)
        {
            record = buffer.AsMemory(start, searched + found - start);
            start = searched = searched + found + delimiter.Length;
            return true;
        }

        // A delimiter may have begun in the last bytes.
        searched = Math.Max(start, end - delimiter.Length + 1);
        if (isAtEnd && start < end)
        {
            record = buffer.AsMemory(start, end - start);
            start = searched = end;
            return true;
        }

        record = default;
        return false;
    }

    public void Dispose() => input.Dispose();

    bool Read()
    {
        MakeRoom();
        int count;
        try
        {
            count = input.Read(buffer.AsSpan(end));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"the input cannot be read: {e.Message}", cause: e);
        }

        end += count;
        read += count;
        isAtEnd = count == 0;
        return !isAtEnd || start < end;
    }

    /// <summary>Moves the unfinished record to the front, and makes the buffer larger when it is full of it.</summary>
    void MakeRoom()
    {
        var unfinished = end - start;
        if (unfinished == buffer.Length)
        {
            if (unfinished > longest)
            {
                throw new MqttDemoException(
                    ExitCode.InputOutput, $"a record of the input is longer than a message can be ({longest} bytes)", "what ends a record is chosen with --delimiter or -0");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }
        else
        {
            buffer.AsSpan(start, unfinished).CopyTo(buffer);
            if (unfinished == 0 && buffer.Length > 16 * BlockSize)
            {
                // A giant record has passed; the next ones are not expected to be.
                buffer = new byte[BlockSize];
            }
        }

        searched -= start;
        start = 0;
        end = unfinished;
    }
}
