using MqttDemo.CommandLine.Streams;

namespace MqttDemo.Tests.CommandLine;

public sealed class OutputFileTests
{
    [Fact]
    public void What_was_written_last_is_taken_back()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("out", "before ");
        var (file, stream) = Open(path);
        stream.Write("kept torn"u8);

        file.TakeBack("torn"u8.Length);
        stream.Write("more"u8);

        Assert.Equal("before kept more", File.ReadAllText(path));
    }

    [Fact]
    public void What_another_program_has_appended_behind_it_stays()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("out", "");
        var (file, stream) = Open(path);
        stream.Write("kept torn"u8);
        File.AppendAllText(path, " of another");

        file.TakeBack("torn"u8.Length);

        Assert.Equal("kept torn of another", File.ReadAllText(path));
    }

    [Fact]
    public void Nothing_that_was_there_before_is_taken_back_when_the_file_has_been_emptied_meanwhile()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("out", "");
        var (file, stream) = Open(path);
        stream.Write("a long message"u8);
        File.WriteAllText(path, "");
        stream.Write("end"u8);

        file.TakeBack("a long messageend"u8.Length);

        Assert.Equal("end", File.ReadAllText(path));
    }

    [Fact]
    public void A_pipe_or_a_device_has_no_line_to_end()
    {
        Assert.False(new OutputFile(OutputFile.OpenToAppend("/dev/null"), "/dev/null").IsInMidLine());
        Assert.False(new OutputFile(OutputFile.OpenToAppend("/dev/full"), "/dev/full").IsInMidLine());
    }

    /// <summary>The descriptors end with the process.</summary>
    static (OutputFile File, DescriptorStream Stream) Open(string path)
    {
        var descriptor = OutputFile.OpenToAppend(path);
        return (new(descriptor, path), new(descriptor, path));
    }
}
