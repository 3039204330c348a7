using MqttDemo.Config;

namespace MqttDemo.Tests.Config;

/// <summary>Why a file or a folder cannot be used, in words that say what to do.</summary>
public sealed class FileUseTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("file", "it is a file")]
    [InlineData("file/below/it", "'{0}/file' is not a folder")]
    [InlineData("file/", "'{0}/file' is not a folder")]
    [InlineData("link", "it is a link that leads to no folder")]
    [InlineData("link/below", "'{0}/link' is not a folder")]
    [InlineData("circle/below", "'{0}/circle' is not a folder")]
    [InlineData("/proc/x", "no folder can be made in '/proc'")]
    [InlineData("/proc/x/y", "no folder can be made in '/proc'")]
    [InlineData("/proc", "no file can be made in '/proc'")]
    [InlineData("long", "its name is too long")]
    [InlineData("", "its name is empty")]
    public void A_folder_that_cannot_be_made_says_what_is_in_the_way(string name, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "paths of Linux");
        File.CreateSymbolicLink(folder.File("link"), "nowhere");
        File.CreateSymbolicLink(folder.File("circle"), "circle");
        folder.File("file", "x");

        var sentence = Assert.Throws<MqttDemoException>(() => FileUse.WriteFolder("it", PathOf(name), Make)).Message;

        Assert.Equal($"it cannot be written: {Expected(reason)}", sentence);

        static void Make(string path)
        {
            Directory.CreateDirectory(path);
            File.OpenHandle(Path.Combine(path, "new"), FileMode.CreateNew, FileAccess.Write).Dispose();
        }
    }

    [Theory]
    [InlineData("file/below", "'{0}/file' is not a folder")]
    [InlineData("missing/file", "its folder does not exist")]
    [InlineData("circle", "Too many levels of symbolic links")]
    [InlineData("/proc/x", "no file can be made in '/proc'")]
    [InlineData("/", "it is a folder")]
    [InlineData("long", "its name is too long")]
    public void A_file_that_cannot_be_made_says_what_is_in_the_way(string name, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "paths of Linux");
        File.CreateSymbolicLink(folder.File("circle"), "circle");
        folder.File("file", "x");

        var sentence = Assert.Throws<MqttDemoException>(() => FileUse.Write("it", PathOf(name), Make)).Message;

        Assert.Equal($"it cannot be written: {Expected(reason)}", sentence);

        static bool Make(string path)
        {
            File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            return true;
        }
    }

    string PathOf(string name) => name.Length == 0 ? "" : folder.File(name == "long" ? new string('a', 300) : name);

    string Expected(string reason) => reason.Replace("{0}", folder.Path, StringComparison.Ordinal);
}
