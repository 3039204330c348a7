using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Sources;

/// <summary>The records of a stream. Bytes are kept as they are; the last record counts even without its delimiter.</summary>
sealed class DelimitedPayloads(Stream input, byte[] delimiter) : IPayloadSource
{
    const int BlockSize = 64 * 1024;

    byte[] buffer = new byte[BlockSize];
    int start;
    int searched;
    int end;
    bool isAtEnd;

    public bool KeepsPayloads => false;

    public bool WaitsInKernel => true;

    public ValueTask<bool> FillAsync(CancellationToken cancellationToken) => ValueTask.FromResult(!isAtEnd && Fill());

    public bool TryTake(out ReadOnlyMemory<byte> payload)
    {
        var found = buffer.AsSpan(searched, end - searched).IndexOf(delimiter);
        if (found >= 0)
        {
            payload = buffer.AsMemory(start, searched + found - start);
            start = searched = searched + found + delimiter.Length;
            return true;
        }

        // A delimiter may have begun in the last bytes.
        searched = Math.Max(start, end - delimiter.Length + 1);
        if (isAtEnd && start < end)
        {
            payload = buffer.AsMemory(start, end - start);
            start = searched = end;
            return true;
        }

        payload = default;
        return false;
    }

    public void Dispose() => input.Dispose();

    bool Fill()
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
        isAtEnd = count == 0;
        return !isAtEnd || start < end;
    }

    /// <summary>Moves the unfinished record to the front, and makes the buffer larger when it is full of it.</summary>
    void MakeRoom()
    {
        var length = end - start;
        if (length == buffer.Length)
        {
            if (length > OutgoingMessage.LongestPayload)
            {
                throw new MqttDemoException(
                    ExitCode.InputOutput, $"a record of the input is longer than a message can be ({OutgoingMessage.LongestPayload} bytes)", "what ends a record is chosen with --delimiter or -0");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }
        else
        {
            buffer.AsSpan(start, length).CopyTo(buffer);
            if (length == 0 && buffer.Length > 16 * BlockSize)
            {
                // A giant record has passed; the next ones are not expected to be.
                buffer = new byte[BlockSize];
            }
        }

        searched -= start;
        start = 0;
        end = length;
    }
}
