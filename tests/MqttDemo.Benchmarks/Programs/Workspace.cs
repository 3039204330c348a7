using System.Buffers.Text;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>A folder for inputs and outputs, gone when the measuring is done.</summary>
sealed class Workspace : IDisposable
{
    readonly TemporaryFolder folder = new();

    public string File(string name) => folder.File(name);

    /// <summary>A file of lines, each of so many bytes before its line end, no two alike; made once.</summary>
    public string Lines(long count, int bytes)
    {
        var path = File($"{count}x{bytes}");
        if (System.IO.File.Exists(path))
        {
            return path;
        }

        var line = new byte[bytes + 1];
        Array.Fill(line, (byte)'.');
        line[bytes] = (byte)'\n';
        using var file = new FileStream(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
        for (var i = 0L; i < count; i++)
        {
            Utf8Formatter.TryFormat(i, line, out _, new('D', 8));
            file.Write(line);
        }

        return path;
    }

    /// <summary>A file of bytes that nobody can compress or guess.</summary>
    public string Noise(int bytes)
    {
        var path = File($"noise-{bytes}");
        if (!System.IO.File.Exists(path))
        {
            var content = new byte[bytes];
            new Random(bytes).NextBytes(content);
            System.IO.File.WriteAllBytes(path, content);
        }

        return path;
    }

    /// <summary>Whether two files have the same bytes.</summary>
    public static bool AreEqual(string one, string other)
    {
        using var left = System.IO.File.OpenRead(one);
        using var right = System.IO.File.OpenRead(other);
        if (left.Length != right.Length)
        {
            return false;
        }

        var (leftBlock, rightBlock) = (new byte[1 << 20], new byte[1 << 20]);
        int count;
        while ((count = left.ReadAtLeast(leftBlock, leftBlock.Length, throwOnEndOfStream: false)) > 0)
        {
            right.ReadExactly(rightBlock, 0, count);
            if (!leftBlock.AsSpan(0, count).SequenceEqual(rightBlock.AsSpan(0, count)))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose() => folder.Dispose();
}
