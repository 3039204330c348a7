using System.Text;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// A file that is appended to: a full disk or a kill may cut its last line short, and no acknowledged message shares
/// that line.
/// </summary>
public sealed class TornLines
{
    const int LongLine = 3_000_000;

    /// <summary>How bash appends to the file "out", $0 being the subscriber and $@ its arguments.</summary>
    public static TheoryData<string> Places =>
        ["exec \"$0\" \"$@\" --output out", "exec \"$0\" \"$@\" >> out", "exec >> out; exec \"$0\" \"$@\""];

    [Theory]
    [InlineData("exec \"$0\" \"$@\" --output out", "cut off", "cut off\nwhole\n")]
    [InlineData("exec \"$0\" \"$@\" >> out", "cut off", "cut off\nwhole\n")]
    // A loop of restarts, whose output goes to one file.
    [InlineData("(printf 'cut off again'; exec \"$0\" \"$@\") > out", "", "cut off again\nwhole\n")]
    [InlineData("exec \"$0\" \"$@\" --output out", "a line\n", "a line\nwhole\n")]
    [InlineData("exec \"$0\" \"$@\" >> out", "a line\n", "a line\nwhole\n")]
    [InlineData("exec \"$0\" \"$@\" > out", "cut off", "whole\n")]
    [InlineData("exec \"$0\" \"$@\" --output out", "", "whole\n")]
    [InlineData("exec \"$0\" \"$@\" --output out --json -F '%p\\n' -N", "cut off", null)]
    [InlineData("exec \"$0\" \"$@\" --output out -F '%p\\n' -N", "cut off", "cut off\nwhole\n")]
    [InlineData("exec \"$0\" \"$@\" --output out -N", "cut off", "cut offwhole")]
    [InlineData("exec \"$0\" \"$@\" --output out --raw", "\u0001\u0002", "\u0001\u0002whole")]
    public async Task A_file_that_does_not_end_in_a_line_end_gets_one_before_the_first_line(
        string command, string before, string? after)
    {
        using var folder = new TemporaryFolder();
        folder.File("out", before);
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "whole", "-r"])).ShouldBeSilentSuccess();

        await using var subscriber = Bash(folder, command, "-b", broker.Address, "-t", "t", "-C", "1");

        var result = await subscriber.ExitAsync();
        Assert.Equal(after is null ? 2 : 0, result.Code);
        Assert.Equal(
            after ?? before, await File.ReadAllTextAsync(folder.File("out"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task On_a_full_disk_the_file_ends_with_a_whole_line_and_the_next_run_adds_the_others_once_each(
        string command)
    {
        const int lines = 20;
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        string[] session = ["-b", broker.Address, "-t", "t", "-q", "2", .. App.Kept("sub")];
        await CreateAsync(session);
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "2", "-l"], LongLines(lines)))
            .ShouldBeSilentSuccess();

        for (var millions = 4; millions < 3 * lines; millions += 20)
        {
            await using var full = Bash(folder, $"{Limit(millions)}; {command}", session);
            var result = await full.ExitAsync();
            Assert.Equal((int)ExitCode.InputOutput, result.Code);
            Assert.Contains("cannot be written: File too large\n", result.Error, StringComparison.Ordinal);
            ShouldBeWholeLines(folder.File("out"), atLeast: 1);
        }

        await using var last = Bash(folder, command, session);
        await Until.TrueAsync(() => Length(folder.File("out")) >= (LongLine + 1L) * lines, "the other lines");
        Assert.Equal(0, (await Stream.EndAsync(last)).Code);
        Lines.ShouldBeEqual(
            LongLines(lines), await File.ReadAllBytesAsync(folder.File("out"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Killed_in_the_middle_of_a_line_every_message_has_a_line_of_its_own_in_the_end(string command)
    {
        const int lines = 20;
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        string[] session = ["-b", broker.Address, "-t", "t", "-q", "1", .. App.Kept("sub")];
        await CreateAsync(session);
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-l"], LongLines(lines)))
            .ShouldBeSilentSuccess();

        // On a busy machine a kill comes late, and a run may write several lines: nothing comes after the last one.
        for (var kill = 0; kill < 8 && WholeLines(folder.File("out")) < lines; kill++)
        {
            await using var subscriber = Bash(folder, command, session);
            var before = Length(folder.File("out"));
            // Looked at without a pause, so that the kill comes in the middle of a line.
            Assert.True(
                SpinWait.SpinUntil(() => Length(folder.File("out")) > before || subscriber.HasExited, App.Patience));
            subscriber.Signal("KILL");
            await subscriber.ExitAsync();
        }

        await using var last = Bash(folder, command, session);
        await Until.TrueAsync(() => WholeLines(folder.File("out")) == lines, $"{lines} different whole lines");
        Assert.Equal(0, (await Stream.EndAsync(last)).Code);
    }

    [Fact]
    public async Task A_file_that_is_emptied_meanwhile_goes_on_at_its_beginning()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-C", "2", "--output", folder.File("out"));
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "first"])).ShouldBeSilentSuccess();
        await Until.TrueAsync(() => Length(folder.File("out")) == 6, "the first line");

        // As logrotate does with copytruncate.
        await using (var truncate = App.Start(Executables.Installed("truncate"), ["-s", "0", folder.File("out")]))
        {
            Assert.Equal(0, (await truncate.ExitAsync()).Code);
        }

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "second"])).ShouldBeSilentSuccess();

        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
        Assert.Equal(
            "second\n", await File.ReadAllTextAsync(folder.File("out"), TestContext.Current.CancellationToken));
    }

    /// <summary>Of a file's size, in millions of bytes; the runtime's own files come before it.</summary>
    static string Limit(int millions) =>
        $"export DOTNET_EnableWriteXorExecute=0; prlimit --pid $$ --fsize={millions}000000";

    static App Bash(TemporaryFolder folder, string command, params string[] args) =>
        App.Start("bash", ["-c", command, Executables.Subscriber, .. args], folder: folder.Path);

    static async Task CreateAsync(string[] session)
    {
        await using var once = await App.SubscribedAsync(session);
        Assert.Equal(0, (await Stream.EndAsync(once)).Code);
    }

    static byte[] LongLines(int count) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, count).Select(i => LongLineOf(i) + "\n")));

    /// <summary>Its number at both ends.</summary>
    static string LongLineOf(int i) => $"{i:000}{new string('x', LongLine - 6)}{i:000}";

    static long Length(string file) => new FileInfo(file) is { Exists: true } info ? info.Length : 0;

    static int WholeLines(string file) => ReadLines(file).Where(IsWhole).Distinct().Count();

    static void ShouldBeWholeLines(string file, int atLeast)
    {
        var lines = ReadLines(file);
        Assert.All(lines, line => Assert.True(IsWhole(line)));
        Assert.InRange(lines.Count, atLeast, int.MaxValue);
    }

    static bool IsWhole(string line) => line.Length == LongLine && line[..3] == line[^3..];

    /// <summary>By no lock, which the subscriber has on it.</summary>
    static List<string> ReadLines(string file)
    {
        using var cat = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true })!;
        var lines = new List<string>();
        while (cat.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
