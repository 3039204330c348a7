using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Output;

/// <summary>
/// A file for each message, in the folder of its topic, named by the time at which it came:
/// FOLDER/sensor/1/20261125T012522.1234567+0000. A file appears whole, and none is ever written over.
/// </summary>
sealed class FolderOutput : MessageOutput
{
    /// <summary>What a large message has needed is given back.</summary>
    const int LargestKept = 1024 * 1024;

    readonly string folder;
    readonly TimeProvider time;
    ArrayBufferWriter<byte> content = new();
    DateTimeOffset last;
    int kept;

    FolderOutput(string folder, TimeProvider time) => (this.folder, this.time) = (folder, time);

    /// <exception cref="MqttDemoException">No file can be made there (exit code 7).</exception>
    public static FolderOutput Open(string folder, TimeProvider time)
    {
        var output = new FolderOutput(folder, time);
        // Told now, not with the first message.
        FileUse.WriteFolder($"the folder '{folder}'", folder, output.Prepare);
        return output;
    }

    void Prepare(string path)
    {
        Directory.CreateDirectory(path);
        File.OpenHandle(
            Temporary(path, NextName()), FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose)
            .Dispose();
    }

    public override int Kept => kept;

    public override void Write(in ReceivedMessage message, IMessageFormat format)
    {
        var topic = message.Topic;
        content.ResetWrittenCount();
        format.Write(message, content);
        FileUse.WriteFolder(
            $"the folder '{folder}'", folder, path => WriteFile(Path.Combine(path, TopicFolder.Of(topic))));
        kept++;
        if (content.Capacity > LargestKept)
        {
            content = new();
        }
    }

    public override void Flush()
    {
        // Every file is complete as soon as it is there.
        kept = 0;
    }

    public override void Dispose()
    {
        // No file is open between two messages.
    }

    void WriteFile(string topicFolder)
    {
        while (true)
        {
            try
            {
                if (TryWriteFile(topicFolder, NextName()))
                {
                    return;
                }
            }
            catch (IOException e) when (e is DirectoryNotFoundException or FileNotFoundException)
            {
                // The second where another subscriber has made the folder before .NET looks for what is missing.
                Directory.CreateDirectory(topicFolder);
            }
        }
    }

    /// <summary>
    /// False when another subscriber has the name: both names are only taken when they are free, so neither writes over
    /// the other.
    /// </summary>
    bool TryWriteFile(string topicFolder, string name)
    {
        var (temporary, final) = (Temporary(topicFolder, name), Path.Combine(topicFolder, name));
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write);
        }
        catch (IOException) when (File.Exists(temporary) || File.Exists(final))
        {
            return false;
        }

        try
        {
            using (file)
            {
                RandomAccess.Write(file, content.WrittenSpan, 0);
            }

            File.Move(temporary, final);
            return true;
        }
        catch (IOException)
        {
            // What is left of a full disk is not to be taken for a message.
            var isTaken = File.Exists(final);
            File.Delete(temporary);
            if (isTaken)
            {
                return false;
            }

            throw;
        }
    }

    /// <summary>Hidden until it is whole.</summary>
    static string Temporary(string topicFolder, string name) => Path.Combine(topicFolder, $".{name}");

    /// <summary>
    /// The time in UTC, to the tick, and later than any before, also when the clock is set back: names sort in the
    /// order of arrival. The + stands in no name of a topic's level, so a file and a folder never have the same.
    /// </summary>
    string NextName()
    {
        var now = time.GetUtcNow();
        last = now > last ? now : last.AddTicks(1);
        return last.ToString("yyyyMMdd'T'HHmmss.fffffff'+0000'", CultureInfo.InvariantCulture);
    }
}
