using MqttDemo.Config;
using MqttDemo.Subscriber.Commands;

namespace MqttDemo.Tests.Subscriber;

/// <summary>The rules of Windows, which hold on any system that has such files.</summary>
public sealed class ProgramSearchTests
{
    [Theory]
    [InlineData("tool", "tool.EXE")]
    [InlineData("tool.cmd", "tool.cmd")]
    [InlineData("TOOL.CMD", "TOOL.CMD")]
    [InlineData("v1.2", "v1.2.BAT")]
    public void A_program_is_found_by_PATH_with_or_without_its_ending(string name, string file)
    {
        using var folder = new TemporaryFolder();
        folder.File(file, "");

        Assert.Equal(folder.File(file), ProgramFile.Find(name, Search(folder.Path)));
    }

    [Fact]
    public void The_endings_are_tried_in_their_order_before_the_next_folder()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("one"));
        Directory.CreateDirectory(folder.File("other"));
        folder.File("one/tool.CMD", "");
        folder.File("one/tool.BAT", "");
        folder.File("other/tool.EXE", "");

        Assert.Equal(
            folder.File("one/tool.BAT"),
            ProgramFile.Find("tool", Search($"nowhere;\"{folder.File("one")}\"; {folder.File("other")}")));
    }

    [Fact]
    public void A_program_of_the_working_directory_is_not_taken_though_PATH_says_here()
    {
        var name = $"{Guid.NewGuid():n}.bat";
        var here = Path.Combine(Environment.CurrentDirectory, name);
        File.WriteAllText(here, "");
        try
        {
            var failure = Assert.Throws<MqttDemoException>(() => ProgramFile.Find(name, Search(".;;")));

            Assert.Equal(FailureKind.InputOutput, failure.Kind);
            Assert.Equal(
                ($"the command '{name}' is not in PATH", $"the file of that name in this folder is .\\{name}"),
                (failure.Message, $"{failure.Hint}"));
        }
        finally
        {
            File.Delete(here);
        }
    }

    [Fact]
    public void A_file_that_is_no_program_is_reported_with_what_Windows_runs()
    {
        using var folder = new TemporaryFolder();
        folder.File("work.py", "");

        var failure = Assert.Throws<MqttDemoException>(
            () => ProgramFile.Find(folder.File("work.py"), Search(null)));

        Assert.Equal(
            $"the command '{folder.File("work.py")}' cannot be run: its name does not end as that of a program "
            + "(.EXE .BAT)",
            failure.Message);
        Assert.Equal("name the program that runs it, and then the file", $"{failure.Hint}");
    }

    [Fact]
    public void What_is_nowhere_is_reported_at_once() => Assert.Equal(
        "the command 'no-such-tool' was not found",
        Assert.Throws<MqttDemoException>(() => ProgramFile.Find("no-such-tool", Search(null))).Message);

    [Fact]
    public void A_shell_of_Windows_gets_the_command_as_it_was_typed()
    {
        var start = Invocation.OfWindowsShell("type \"a b\" | more", @"C:\Windows\system32\cmd.exe").StartInfo();

        Assert.Equal(
            (@"C:\Windows\system32\cmd.exe", "/d /s /c \"type \"a b\" | more\""), (start.FileName, start.Arguments));
        Assert.Empty(start.ArgumentList);
    }

    static ProgramSearch.Windows Search(string? path) => new(path, path is null ? ".EXE;.BAT" : null);
}
