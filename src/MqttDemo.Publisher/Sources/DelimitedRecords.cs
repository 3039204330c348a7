using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Sources;

/// <summary>
/// The records of a stream. Bytes are kept as they are; the last record counts even without its delimiter.
/// </summary>
/// <param name="input">The stream.</param>
/// <param name="delimiter">What ends a record.</param>
/// <param name="longest">A longer record is thrown away.</param>
/// <param name="dropsCarriageReturn">One before the delimiter is no part of the record: a line of Windows.</param>
sealed class DelimitedRecords(
    Stream input, byte[] delimiter, int longest = OutgoingMessage.LongestPayload, bool dropsCarriageReturn = false)
    : IDisposable
{
    const int BlockSize = 64 * 1024;

    readonly long length = input.CanSeek ? input.Length - input.Position : 0;

    byte[] buffer = new byte[BlockSize];
    long read;
    int start;
    int searched;
    int end;
    bool isAtEnd;
    bool isSkipping;

    /// <summary>Which part of a file has been taken; null when the input is none.</summary>
    public double? Share => length > 0 ? Math.Clamp((read - Math.Max(0, end - start)) / (double)length, 0, 1) : null;

    /// <summary>
    /// Reads more of the input, and waits in the kernel for it; false when there are no more records.
    /// </summary>
    public bool Fill() => !isAtEnd && Read();

    /// <summary>Takes the next record at hand; it is good until the next call of <see cref="Fill"/>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isTooLong">It was longer than the longest, and has been thrown away.</param>
    public bool TryTake(out ReadOnlyMemory<byte> record, out bool isTooLong)
    {
        var found = buffer.AsSpan(searched, end - searched).IndexOf(delimiter);
        if (found >= 0)
        {
            Take(searched + found, out record, out isTooLong);
            record = dropsCarriageReturn && record.Span is [.., (byte)'\r'] ? record[..^1] : record;
            start = searched = searched + found + delimiter.Length;
            return true;
        }

        // A delimiter may have begun in the last bytes.
        searched = Math.Max(start, end - delimiter.Length + 1);
        if (isAtEnd && (start < end || isSkipping))
        {
            Take(end, out record, out isTooLong);
            start = searched = end;
            return true;
        }

        (record, isTooLong) = (default, false);
        return false;
    }

    public void Dispose() => input.Dispose();

    void Take(int recordEnd, out ReadOnlyMemory<byte> record, out bool isTooLong)
    {
        isTooLong = isSkipping || recordEnd - start > longest;
        record = isTooLong ? default : buffer.AsMemory(start, recordEnd - start);
        isSkipping = false;
    }

    bool Read()
    {
        MakeRoom();
        int count;
        try
        {
            count = input.Read(buffer.AsSpan(end));
        }
        catch (Exception e) when (FileUse.IsFailure(e))
        {
            throw FileUse.Unreadable("the input", e);
        }

        end += count;
        read += count;
        isAtEnd = count == 0;
        return !isAtEnd || start < end || isSkipping;
    }

    /// <summary>Moves the unfinished record to the front, and makes the buffer larger when it is full of it.</summary>
    void MakeRoom()
    {
        if (isSkipping || searched - start > longest || (end - start == buffer.Length && buffer.Length > longest))
        {
            // Of what is too long, only what may be the beginning of its delimiter is kept.
            isSkipping = true;
            start = searched;
        }

        var unfinished = end - start;
        if (unfinished == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        else
        {
            // A giant record has passed; the next ones are not expected to be.
            var hasPassed = buffer.Length > 16 * BlockSize && (unfinished == 0 || isSkipping);
            var target = hasPassed ? new byte[Math.Max(BlockSize, 2 * unfinished)] : buffer;
            buffer.AsSpan(start, unfinished).CopyTo(target);
            buffer = target;
        }

        searched -= start;
        start = 0;
        end = unfinished;
    }
}
