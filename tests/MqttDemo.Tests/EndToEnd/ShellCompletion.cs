using System.Text;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>TAB, in real shells in a terminal.</summary>
public sealed class ShellCompletion
{
    const string ToLineStart = "\u0001";

    /// <summary>A command line before TAB, and its words after it.</summary>
    static readonly (string Typed, string Words)[] Cases =
    [
        ("publisher requ", "<publisher><request>"),
        ("publisher --reta", "<publisher><--retain>"),
        ("publisher request --form", "<publisher><request><--format>"),
        ("publisher request --format he", "<publisher><request><--format><hex>"),
        ("publisher request --format=he", "<publisher><request><--format=hex>"),
        ("publisher -b mqtt://localhost:1883 --reta", "<publisher><-b><mqtt://localhost:1883><--retain>"),
        ("publisher -m 'a b' --reta", "<publisher><-m><a b><--retain>"),
        ("publisher -D publish content", "<publisher><-D><publish><content-type>"),
        ("publisher --profile pl", "<publisher><--profile><plant>"),
        ("publisher --cafile auth", "<publisher><--cafile><authority of mine.pem>"),
        ("publisher --cafile=auth", "<publisher><--cafile=authority of mine.pem>"),
        ("publisher --capath fol", "<publisher><--capath><folder"),
        ("publisher --help sess", "<publisher><--help><session>"),
        ("publisher config sh", "<publisher><config><show>"),
        ("publisher config show --profile pl", "<publisher><config><show><--profile><plant>"),
        ("publisher config check auth", "<publisher><config><check><authority of mine.pem>"),
        ("subscriber --retain-h", "<subscriber><--retain-handling>"),
        ("subscriber --retain-handling ne", "<subscriber><--retain-handling><ne"),
        ("subscriber --unsub", "<subscriber><--unsubscribe>"),
    ];

    public static TheoryData<string, string[], string> Shells => new()
    {
        { "bash", ["--noprofile", "--norc"], "source <({0} completion bash)" },
        // Otherwise zsh takes TAB for itself where more keys are waiting, as those of a test are.
        {
            "zsh", ["-f"],
            "autoload -U compinit; compinit -u -D; zstyle ':completion:*' insert-tab no; source <({0} completion zsh)"
        },
        { "fish", ["--no-config"], "{0} completion fish | source" },
    };

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task TAB_completes_options_values_profiles_files_and_folders(
        string shell, string[] args, string installing)
    {
        using var folder = Folder();
        await using var terminal = App.Start(
            Executables.Installed("script"),
            ["-qec", string.Join(' ', args.Prepend(Executables.Installed(shell)).Append("-i")), "/dev/null"],
            environment: Variables(folder), folder: folder.Path);
        foreach (var program in (string[])["publisher", "subscriber"])
        {
            await terminal.TypeAsync(string.Format(null, installing, program) + "\n");
        }

        foreach (var (typed, words) in Cases)
        {
            await terminal.TypeAsync($"{typed}\t{ToLineStart}printf '<%s>' \n");
            await Until.TrueAsync(
                () => Shown(terminal).Contains(words, StringComparison.Ordinal),
                () => $"{words} after '{typed}' and TAB; {shell} shows: {Shown(terminal)}");
        }

        await terminal.TypeAsync("exit\n");
        Assert.Equal(0, (await terminal.ExitAsync()).Code);
    }

    [Fact]
    public async Task Zsh_lists_values_in_their_order_and_nothing_else()
    {
        using var folder = Folder();
        await using var terminal = App.Start(
            Executables.Installed("script"), ["-qec", $"{Executables.Installed("zsh")} -f -i", "/dev/null"],
            environment: Variables(folder), folder: folder.Path);
        await terminal.TypeAsync(
            "autoload -U compinit; compinit -u -D; zstyle ':completion:*' insert-tab no; "
            + "source <(publisher completion zsh)\n");

        await terminal.TypeAsync("publisher -q \t\t");

        await Until.TrueAsync(
            () => Shown(terminal).Contains("0  1  2", StringComparison.Ordinal),
            () => $"the values; zsh shows: {Shown(terminal)}");
    }

    /// <summary>PowerShell itself tells what TAB does: its line editor asks the same function.</summary>
    [Fact]
    public async Task TAB_completes_in_PowerShell()
    {
        using var folder = Folder();
        var script = folder.File("complete.ps1", """
            foreach ($program in 'publisher', 'subscriber') {
                & $program completion pwsh | Out-String | Invoke-Expression
            }
            function show { ($args | ForEach-Object { "<$_>" }) -join '' }
            foreach ($typed in $args) {
                $found = TabExpansion2 $typed $typed.Length
                if ($found.CompletionMatches) {
                    $typed = $typed.Remove($found.ReplacementIndex, $found.ReplacementLength).Insert(
                        $found.ReplacementIndex, $found.CompletionMatches[0].CompletionText)
                }
                Invoke-Expression "show $typed"
            }
            """);
        await using var shell = App.Start(
            Executables.Installed("pwsh"), ["-NoProfile", "-File", script, .. Cases.Select(one => one.Typed)],
            environment: Variables(folder), folder: folder.Path);

        var result = await shell.ExitAsync();

        Assert.Equal((0, ""), (result.Code, result.Error));
        // It names a file as ./FILE, which is the same file.
        var shown = result.Out.Replace("./", "", StringComparison.Ordinal).Split('\n');
        Assert.All(
            Cases.Zip(shown), one => Assert.StartsWith(one.First.Words, one.Second, StringComparison.Ordinal));
    }

    static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        var programs = Directory.CreateDirectory(folder.File("programs")).FullName;
        File.CreateSymbolicLink(Path.Combine(programs, "publisher"), Executables.Publisher);
        File.CreateSymbolicLink(Path.Combine(programs, "subscriber"), Executables.Subscriber);
        folder.File("authority of mine.pem", "");
        Directory.CreateDirectory(folder.File("folder"));
        return folder;
    }

    static Dictionary<string, string> Variables(TemporaryFolder folder) => new()
    {
        ["HOME"] = folder.Path,
        ["TERM"] = "xterm",
        ["MQTT_CONFIG"] = folder.File("profiles.json", """{ "profiles": { "plant": { "broker": "b" } } }"""),
        ["PATH"] = $"{folder.File("programs")}:{Environment.GetEnvironmentVariable("PATH")}",
    };

    static string Shown(App terminal) => Encoding.UTF8.GetString(terminal.OutputSoFar);
}
