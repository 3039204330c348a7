using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Sources;

/// <summary>Opens and reads input, and says in words why it cannot.</summary>
static class InputFile
{
    public static Stream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"the file '{path}' cannot be read: {FileFailure.Reason(path, e)}", cause: e);
        }
    }

    public static byte[] ReadAll(string path)
    {
        using var stream = Open(path);
        return ReadAll(stream, $"the file '{path}'");
    }

    public static byte[] ReadAll(Stream stream, string name)
    {
        try
        {
            // A file tells its length; a pipe does not.
            var content = new MemoryStream(stream.CanSeek ? (int)Math.Min(stream.Length, OutgoingMessage.LongestPayload + 1L) : 0);
            var block = new byte[64 * 1024];
            for (var count = stream.Read(block); count > 0; count = stream.Read(block))
            {
                content.Write(block, 0, count);
                if (content.Length > OutgoingMessage.LongestPayload)
                {
                    throw new MqttDemoException(ExitCode.Denied, $"{name} is longer than a message can be ({OutgoingMessage.LongestPayload} bytes)");
                }
            }

            return content.Capacity == content.Length ? content.GetBuffer() : content.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"{name} cannot be read: {e.Message}", cause: e);
        }
    }
}
