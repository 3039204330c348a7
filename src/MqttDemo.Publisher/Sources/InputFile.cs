using MqttDemo.Client;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Sources;

/// <summary>
/// Opens and reads input, and says in words why it cannot. On a thread of its own: a pipe may have no writer, or one
/// that is slow.
/// </summary>
static class InputFile
{
    public static Task<Stream> OpenAsync(string path) => DedicatedThread.Start("input", () => Open(path));

    public static Task<byte[]> ReadAllAsync(string path) => DedicatedThread.Start("input", () =>
    {
        using var stream = Open(path);
        return ReadAll(stream, $"the file '{path}'");
    });

    public static Task<byte[]> ReadAllAsync(Stream stream, string name) =>
        DedicatedThread.Start("input", () => ReadAll(stream, name));

    static Stream Open(string path) =>
        FileUse.Read<Stream>($"the file '{path}'", path, file => OperatingSystem.IsWindows()
        ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0)
        : new DescriptorInputStream(File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)));

    static byte[] ReadAll(Stream stream, string name)
    {
        try
        {
            // A file tells its length; a pipe does not.
            var length = stream.CanSeek ? stream.Length - stream.Position : 0;
            if (length > OutgoingMessage.LongestPayload)
            {
                throw TooLong(name);
            }

            var content = new MemoryStream((int)Math.Max(0, length));
            var block = new byte[64 * 1024];
            for (var count = stream.Read(block); count > 0; count = stream.Read(block))
            {
                content.Write(block, 0, count);
                if (content.Length > OutgoingMessage.LongestPayload)
                {
                    throw TooLong(name);
                }
            }

            return content.Capacity == content.Length ? content.GetBuffer() : content.ToArray();
        }
        catch (Exception e) when (FileUse.IsFailure(e))
        {
            throw FileUse.Unreadable(name, e);
        }
    }

    static MqttDemoException TooLong(string name) =>
        new(FailureKind.Denied, $"{name} is longer than a message can be ({OutgoingMessage.LongestPayload} bytes)");
}
