namespace MqttDemo.Tests.Packages;

/// <summary>packaging/programs.sh, with a compiler that fails.</summary>
public sealed class UnfinishedPrograms
{
    const string Compiler = """
        #!/bin/sh
        while [ $# -gt 1 ]; do
            if [ "$1" = -o ]; then out=$2; fi
            shift
        done
        mkdir -p "$out"
        case $1 in
            *Publisher) echo new > "$out/publisher" ;;
            *) [ ! -e fails ] || exit 1; echo new > "$out/subscriber" ;;
        esac
        """;

    [Fact]
    public async Task A_run_that_did_not_finish_is_not_taken_for_the_programs_and_the_next_one_makes_both()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("packaging"));
        Directory.CreateDirectory(folder.File("bin"));
        foreach (var script in (string[])["common.sh", "programs.sh"])
        {
            folder.File(
                $"packaging/{script}",
                await File.ReadAllTextAsync(
                    Path.Combine(Executables.Repository, "packaging", script), TestContext.Current.CancellationToken));
        }

        File.SetUnixFileMode(folder.File("bin/dotnet", Compiler), (UnixFileMode)0b111_101_101);
        var fails = folder.File("fails", "");

        var failed = await RunAsync();
        Assert.NotEqual(0, failed.Code);
        Assert.Equal(["publisher"], Names("linux-musl-x64.unfinished"));
        Assert.False(Directory.Exists(Programs("linux-musl-x64")), "the half is taken for the whole");

        File.Delete(fails);
        File.WriteAllText(Path.Combine(Programs("linux-musl-x64.unfinished"), "left over"), "");
        var finished = await RunAsync();
        Assert.Equal((0, ""), (finished.Code, finished.Error));
        Assert.Equal(["publisher", "subscriber"], Names("linux-musl-x64"));
        Assert.False(Directory.Exists(Programs("linux-musl-x64.unfinished")), "there is a second half");

        Task<AppResult> RunAsync() => App.Start(
            "/bin/sh", ["-c", "PATH=$PWD/bin:$PATH exec sh packaging/programs.sh linux-musl-x64"],
            folder: folder.Path).ExitAsync();
        string Programs(string name) => Path.Combine(folder.Path, "artifacts", "programs", name);
        IEnumerable<string?> Names(string name) => Directory.GetFiles(Programs(name)).Select(Path.GetFileName).Order();
    }
}
