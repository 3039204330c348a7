using System.Runtime.InteropServices;

namespace MqttDemo.Tests.Packages;

/// <summary>install.sh with small packages: what it installs, and what it leaves as it was.</summary>
public sealed class InstallScript : IDisposable
{
    const string Usual = "/usr/local/bin:/usr/bin:/bin";

    static readonly string System = RuntimeInformation.OSArchitecture == Architecture.Arm64
        ? "linux-arm64"
        : "linux-x64";

    /// <summary>What it needs of a system, without a program that fetches.</summary>
    static readonly string[] Tools =
    [
        "cat", "cp", "cut", "dirname", "echo", "grep", "gzip", "ln", "mkdir", "mktemp", "mv", "rm", "rmdir", "sed",
        "sh", "sha256sum", "sort", "tar", "uname", "wc",
    ];

    readonly SmallPackages packages = new();
    readonly TemporaryFolder top = new();

    public InstallScript()
    {
        Directory.CreateDirectory(Home);
        packages.Add("1.0.0", System);
    }

    string Home => top.File("home");

    string Prefix => Path.Combine(Home, ".local");

    string Publisher => Path.Combine(Prefix, "bin", "publisher");

    public void Dispose()
    {
        packages.Dispose();
        top.Dispose();
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox", "sh")]
    [InlineData("bash", "--posix")]
    public async Task Every_shell_installs_upgrades_and_removes_and_leaves_no_file(params string[] shell)
    {
        var installed = await RunAsync(["--from", packages.Path], shell: shell);
        Assert.Equal(
            (0, $"publisher and subscriber 1.0.0 are installed in {Prefix}/bin\n"
                + $"Add it to your PATH, in ~/.profile (zsh: ~/.zprofile): PATH=\"{Prefix}/bin:$PATH\"\n", ""),
            (installed.Code, installed.Out, installed.Error));
        var documents = Tree(Home).Length;

        using var newer = new SmallPackages();
        // Without a page that the first had: an upgrade removes what is not of the newer version.
        newer.Add("1.1.0", System, documents: [.. SmallPackages.Documents.Where(one => one != "man/man1/publisher.1")]);
        var settings = Path.Combine(Prefix, "lib", "mqttdemo", "config.json");
        await File.WriteAllTextAsync(settings, "mine", TestContext.Current.CancellationToken);
        var upgraded = await RunAsync(["--from", newer.Path], shell: shell);
        Assert.Equal((0, ""), (upgraded.Code, upgraded.Error));
        Assert.StartsWith("publisher and subscriber 1.1.0 are installed in ", upgraded.Out, StringComparison.Ordinal);
        Assert.Equal("1.1.0\n", (await App.Start(Publisher, []).ExitAsync()).Out);
        Assert.Equal(documents, Tree(Home).Length);

        var removed = await RunAsync(["--uninstall"], shell: shell);
        Assert.Equal(
            (0, $"publisher and subscriber are removed from {Prefix}\n"
                + $"{Prefix}/lib/mqttdemo is kept: it has files of yours\n", ""),
            (removed.Code, removed.Out, removed.Error));
        Assert.Equal(["/.local/lib/mqttdemo/config.json: mine"], Tree(Home));
    }

    public static TheoryData<string, string, string> Failures => new()
    {
        { "damaged", "", "is damaged: its SHA-256 is " },
        { "no sums", "", "there is no SHA256SUMS in " },
        { "", "--version=9.9.9", $"there is no package for {System} of version 9.9.9 in " },
        { "", "--prefix=", "--prefix needs a value" },
        { "", "--prefix --uninstall", "--prefix needs a value" },
        { "", "--prefix /proc/mqttdemo", "the folder /proc/mqttdemo cannot be made; --prefix FOLDER installs" },
        { "", "--prefix /sys", "/sys/lib cannot be made; --prefix FOLDER installs elsewhere" },
        { "", "--from /nowhere", "there is no SHA256SUMS in /nowhere; --from names the folder" },
        { "", "--no-such", "there is no option '--no-such'; --help shows all" },
        { "two versions", "", "several versions are in " },
        { "does not start", "", "publisher of mqttdemo-1.0.0-" },
        { "cannot be run", "", "cannot be run: --prefix FOLDER installs elsewhere" },
        { "no page", "", "/share/doc/mqttdemo/LICENSE; --prefix FOLDER installs elsewhere" },
        { "", "", "bin/publisher is there, and not of MqttDemo; --prefix FOLDER installs elsewhere" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_fails_says_what_to_do_and_leaves_everything_as_it_was(
        string state, string args, string sentence)
    {
        Directory.CreateDirectory(Path.Combine(Prefix, "bin"));
        await File.WriteAllTextAsync(Publisher, "of somebody else", TestContext.Current.CancellationToken);
        Bring(state);
        var before = Tree(Home);

        var failed = await RunAsync(
            ["--from", packages.Path, .. args.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Fails(failed, sentence);
        Assert.Equal(before, Tree(Home));
    }

    [Theory]
    [InlineData("Linux", "i686", "there is no package for the machine i686; the sources can be built with")]
    [InlineData("FreeBSD", "amd64", "there is no package for FreeBSD; the sources can be built with the .NET SDK")]
    [InlineData("MINGW64_NT-10.0", "x86_64", "on Windows unpack mqttdemo-VERSION-win-x64.zip")]
    [InlineData("Darwin", "arm64", "unzip is needed to unpack the package, and is not installed")]
    public async Task A_system_without_a_package_is_named_with_what_can_be_done(
        string system, string machine, string sentence)
    {
        Only(Tools);
        File.Delete(top.File("bin/uname"));
        Stub("uname", $"[ \"$1\" = -m ] && echo {machine} || echo {system}");

        Fails(await RunAsync(["--from", packages.Path], path: top.File("bin")), sentence);
        Assert.Empty(Tree(Home));
    }

    [Theory]
    [InlineData("tar", "tar is needed to unpack the package")]
    [InlineData("gzip", "gzip is needed to unpack the package")]
    [InlineData("sha256sum", "sha256sum or shasum or openssl is needed to check the package")]
    public async Task A_program_that_is_missing_is_named_before_anything_is_done(string missing, string sentence)
    {
        Only([.. Tools.Where(tool => tool != missing)]);

        Fails(await RunAsync(["--from", packages.Path], path: top.File("bin")), sentence);
        Assert.Empty(Tree(Home));
    }

    [Theory]
    [InlineData("curl")]
    [InlineData("wget")]
    public async Task One_of_curl_and_wget_is_enough_to_fetch_a_release(string program)
    {
        await using var server = new ReleaseServer(packages.Path);
        Only([.. Tools, program]);

        var fetched = await RunAsync([], path: top.File("bin"), server: server);
        Assert.Equal((0, ""), (fetched.Code, fetched.Error));
        Assert.Equal("1.0.0\n", (await App.Start(Publisher, []).ExitAsync()).Out);

        var before = Tree(Home);
        var missing = await RunAsync(["--version", "9.9.9"], path: top.File("bin"), server: server);
        Fails(missing, $"{server.Address}/download/v9.9.9/SHA256SUMS could not be downloaded");
        Assert.Contains("--from FOLDER takes the packages from a folder\n", missing.Error, StringComparison.Ordinal);
        Assert.Equal(before, Tree(Home));
    }

    [Fact]
    public async Task Without_curl_and_wget_or_an_address_it_says_what_is_missing()
    {
        await using var server = new ReleaseServer(packages.Path);
        Only(Tools);

        Fails(
            await RunAsync([], path: top.File("bin"), server: server),
            "curl or wget is needed to download the package");
        Fails(await RunAsync([]), "set MQTTDEMO_RELEASES to it, or give --from FOLDER");
        Assert.Empty(Tree(Home));
    }

    [Fact]
    public async Task An_installation_that_is_interrupted_is_completed_or_removed_by_the_next_run()
    {
        Only([.. Tools.Where(tool => tool != "mv")]);
        // The fourth file does not arrive.
        Stub("mv", "echo >>\"$HOME/count\"; [ \"$(wc -l <\"$HOME/count\")\" -lt 4 ] && /bin/mv \"$@\"");

        var interrupted = await RunAsync(["--from", packages.Path], path: top.File("bin"));
        Fails(interrupted, "could not be replaced; run this again, or --uninstall removes what is there");
        Assert.True(File.Exists(Path.Combine(Prefix, "lib", "mqttdemo", "publisher")));
        File.Delete(Path.Combine(Home, "count"));

        Assert.Equal(0, (await RunAsync(["--uninstall"])).Code);
        Assert.Empty(Tree(Home));
        await RunAsync(["--from", packages.Path], path: top.File("bin"));
        File.Delete(Path.Combine(Home, "count"));
        Assert.Equal(0, (await RunAsync(["--from", packages.Path])).Code);
        Assert.Equal(0, (await RunAsync(["--uninstall"])).Code);
        Assert.Empty(Tree(Home));
    }

    [Fact]
    public async Task A_folder_of_another_user_is_left_as_it_is()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "another user is taken by root only");
        Assert.Equal(0, (await RunAsync(["--from", packages.Path])).Code);
        foreach (var folder in (string[])[top.Path, packages.Path])
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        }

        var before = Tree(Home);
        string[] another = [Executables.Installed("setpriv"), "--reuid=65534", "--clear-groups", "sh"];

        Fails(
            await RunAsync(["--from", packages.Path], shell: another),
            $"{Prefix}/lib cannot be written; --prefix FOLDER installs elsewhere");
        Fails(await RunAsync(["--uninstall"], shell: another), " cannot be written; its owner can uninstall");
        Assert.Equal(before, Tree(Home));
    }

    void Bring(string state)
    {
        switch (state)
        {
            case "damaged":
                packages.Damage();
                break;
            case "no sums":
                File.Delete(Path.Combine(packages.Path, "SHA256SUMS"));
                break;
            case "two versions":
                packages.Add("1.1.0", System);
                break;
            case "does not start":
                packages.Add("1.0.0", System, "#!/no/interpreter\n");
                break;
            case "cannot be run":
                packages.Add("1.0.0", System, "#!/bin/sh\necho Permission denied\nexit 126\n");
                break;
            case "no page":
                packages.Add("1.0.0", System, documents: [.. SmallPackages.Documents.Where(one => one != "LICENSE")]);
                break;
            default:
                break;
        }
    }

    /// <summary>A PATH with these programs of the system alone.</summary>
    void Only(string[] programs)
    {
        Directory.CreateDirectory(top.File("bin"));
        foreach (var program in programs)
        {
            File.CreateSymbolicLink(top.File($"bin/{program}"), Executables.Installed(program));
        }
    }

    void Stub(string name, string script) => File.SetUnixFileMode(
        top.File($"bin/{name}", $"#!/bin/sh\n{script}\n"), (UnixFileMode)0b111_101_101);

    async Task<AppResult> RunAsync(
        string[] args, string path = Usual, string[]? shell = null, ReleaseServer? server = null)
    {
        var temporary = Directory.CreateDirectory(top.File("tmp")).FullName;
        File.SetUnixFileMode(temporary, (UnixFileMode)0b111_111_111);
        var certificates = top.File("wgetrc", server is null ? "" : $"ca_certificate = {server.Authority}\n");
        shell ??= ["dash"];
        await using var run = App.Start(
            Executables.Installed(shell[0]),
            [.. shell[1..], Path.Combine(Executables.Repository, "install.sh"), .. args],
            environment: new Dictionary<string, string>
            {
                ["HOME"] = Home,
                ["PATH"] = path,
                ["TMPDIR"] = temporary,
                ["CURL_CA_BUNDLE"] = server?.Authority ?? "",
                ["WGETRC"] = certificates,
                ["MQTTDEMO_RELEASES"] = server?.Address ?? "",
            });
        var result = await run.ExitAsync();
        Assert.Empty(Directory.GetFileSystemEntries(temporary));
        return result;
    }

    static void Fails(AppResult result, string sentence)
    {
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains("install.sh: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
    }

    /// <summary>All files below a folder, with what they say.</summary>
    static string[] Tree(string folder) =>
    [
        .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{file[folder.Length..]}: {File.ReadAllText(file)}"),
    ];
}
