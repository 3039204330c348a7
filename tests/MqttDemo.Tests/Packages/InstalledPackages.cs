using System.Text;
using System.Text.RegularExpressions;

namespace MqttDemo.Tests.Packages;

/// <summary>
/// The packages of <c>./build package</c>, installed and used as a person would: packaging/tests has the steps.
/// </summary>
public sealed class InstalledPackages
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    static string Packages => Path.Combine(Executables.Repository, "artifacts", "packages");

    [Fact]
    public async Task The_package_of_Debian_is_installed_used_upgraded_and_purged_without_a_trace() =>
        await LeavesNoTraceAsync("deb", "mqttdemo_*_amd64.deb");

    [Fact]
    public async Task The_package_for_rpm_is_installed_used_upgraded_and_erased_without_a_trace()
    {
        Executables.Installed("rpmbuild");

        await LeavesNoTraceAsync("rpm", "mqttdemo-*.x86_64.rpm");
    }

    [Fact]
    public async Task Lintian_has_nothing_to_say_about_the_package_of_Debian()
    {
        await using var lintian = App.Start(Executables.Installed("lintian"), ["--allow-root", Only("*_amd64.deb")]);

        (await lintian.ExitAsync(Patience)).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task The_script_installs_for_one_user_refuses_what_is_damaged_and_removes_what_it_has_installed()
    {
        Only("mqttdemo-*-linux-x64.tar.gz");

        var result = await RunAsync("install.sh", Packages);

        Assert.Equal(0, result.Code);
        Assert.EndsWith(
            "installed, used, removed; a damaged package is refused\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_static_programs_publish_and_speak_TLS_where_there_is_no_other_file()
    {
        Only("mqttdemo-publisher-linux-x64");
        using var folder = new TemporaryFolder();

        var result = await RunAsync("static.sh", folder.File("root"), Packages);

        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("10,000 lines at QoS 2: done\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("10,000 lines at QoS 2 over TLS: done\n", result.Out, StringComparison.Ordinal);
        Assert.EndsWith(
            "in /etc/pki/tls/certs/ca-bundle.crt: accepted\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_notices_of_third_parties_name_the_libraries_that_are_in_the_programs()
    {
        using var json = System.Text.Json.JsonDocument.Parse(
            await File.ReadAllBytesAsync(Only("*.cdx.json"), TestContext.Current.CancellationToken));
        var notices = await File.ReadAllTextAsync(
            Path.Combine(Executables.Repository, "THIRD-PARTY-NOTICES.md"), TestContext.Current.CancellationToken);

        var libraries = json.RootElement.GetProperty("components").EnumerateArray().Select(
            one => $"| {one.GetProperty("name")} | {one.GetProperty("version")} |").Order(StringComparer.Ordinal);

        Assert.Equal(
            libraries,
            notices.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(
                line => $"{string.Join('|', line.Split('|')[..3])}|").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_notices_of_the_static_programs_name_what_the_linker_has_put_into_them()
    {
        var notices = await File.ReadAllTextAsync(
            Only("mqttdemo-notices-linux-x64.txt"), TestContext.Current.CancellationToken);
        var program = await File.ReadAllBytesAsync(
            Only("mqttdemo-publisher-linux-x64"), TestContext.Current.CancellationToken);

        var rows = notices.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToList();
        Assert.Contains(rows, row => Regex.IsMatch(row, @"^\| glibc \| .* libc\.a .* \| LGPL-2\.1-or-later \|$"));
        Assert.Contains(
            rows, row => Regex.IsMatch(row, @"^\| openssl \| .* libcrypto\.a libssl\.a \| Apache-2\.0 \|$"));
        Assert.Contains("GNU LESSER GENERAL PUBLIC LICENSE", notices, StringComparison.Ordinal);
        // OpenSSL says its version in the program: it is the one that is named.
        var version = rows.Single(row => row.StartsWith("| openssl ", StringComparison.Ordinal)).Split('|')[2].Trim();
        var said = Encoding.ASCII.GetBytes($"OpenSSL {version.Split('-')[0]} ");
        Assert.True(program.AsSpan().IndexOf(said) > 0, version);
    }

    /// <summary>The one file with this name, or the test is skipped: ./build package has not been run.</summary>
    static string Only(string pattern)
    {
        var found = Directory.Exists(Packages) ? Directory.GetFiles(Packages, pattern) : [];
        Assert.SkipWhen(found.Length == 0, $"there is no {pattern}: run ./build package");
        return Assert.Single(found);
    }

    static async Task LeavesNoTraceAsync(string kind, string package)
    {
        var result = await RunAsync("here.sh", kind, Only(package));

        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("10,000 lines at QoS 2: done\n", result.Out, StringComparison.Ordinal);
        Assert.EndsWith("removed: nothing is left\n", result.Out, StringComparison.Ordinal);
    }

    static async Task<AppResult> RunAsync(string script, params string[] args)
    {
        var path = Path.Combine(Executables.Repository, "packaging", "tests", script);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, $"{script} needs root");
        await using var run = App.Start("timeout", ["200", path, .. args]);
        return await run.ExitAsync(Patience);
    }
}
