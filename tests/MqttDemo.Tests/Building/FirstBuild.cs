using System.Text;

namespace MqttDemo.Tests.Building;

/// <summary>What somebody does who has just cloned the repository: nothing but the code may make it fail.</summary>
[Trait("Length", "long")]
public sealed class FirstBuild
{
    const string Subscriber = "dotnet run --project src/MqttDemo.Subscriber";
    const string Publisher = "dotnet run --project src/MqttDemo.Publisher";

    /// <summary>A build on a machine that is busy with other tests.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task Without_a_network_a_clone_whose_packages_are_in_the_cache_says_hello_with_the_READMEs_two_commands()
    {
        using var clone = Clone();
        Assert.All(
            (string[])[Subscriber, Publisher], command =>
                Assert.Contains($"\n{command} ", Read("README.md"), StringComparison.Ordinal));
        // A network of its own, with nothing in it but loopback.
        var script = clone.File("first-minute", $"""
            {Executables.Installed("ip")} link set lo up
            {Subscriber} -- -C 1 2>errors &
            until grep -qs 'Subscribed to' errors; do kill -0 $! || exit 1; sleep 0.1; done
            {Publisher} >&2 || exit 2
            wait $!
            """);

        var result = await RunAsync(clone, "unshare", "--net", "sh", script);

        var errors = await File.ReadAllTextAsync(clone.File("errors"), TestContext.Current.CancellationToken)
            + result.Error;
        Assert.Equal((0, "Hello MQTT\n"), (result.Code, result.Out));
        Assert.DoesNotContain("warning", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_advisory_for_a_package_is_a_warning_where_it_is_used_and_an_error_where_CI_is_true()
    {
        using var clone = Clone();
        await using var advisories = Advisories("mqttnet");
        clone.File("nuget.config", $"""
            <configuration>
              <auditSources>
                <clear />
                <add key="advisories" value="http://127.0.0.1:{advisories.Port}/index.json" allowInsecureConnections="true" />
              </auditSources>
            </configuration>
            """);
        string[] restore = ["dotnet", "restore", "src/MqttDemo.Publisher"];

        var used = await RunAsync(clone, restore);
        var checkedCode = await RunAsync(clone, ["env", "CI=true", .. restore]);

        Assert.Equal(0, used.Code);
        Assert.Contains("warning NU1904: ", used.Out, StringComparison.Ordinal);
        Assert.Equal(1, checkedCode.Code);
        Assert.Contains("error NU1904: ", checkedCode.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_code_is_checked_a_warning_is_an_error()
    {
        Assert.Contains("\nexport CI=true ", Read("build"), StringComparison.Ordinal);
        Assert.Contains("\n./build ci ", Read(".ci/run"), StringComparison.Ordinal);
    }

    static string Read(string file) => File.ReadAllText(Path.Combine(Executables.Repository, file));

    /// <summary>The sources, and nothing that has been built.</summary>
    static TemporaryFolder Clone()
    {
        var clone = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Executables.Repository))
        {
            File.Copy(file, clone.File(Path.GetFileName(file)));
        }

        var source = Path.Combine(Executables.Repository, "src");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = clone.File(Path.GetRelativePath(Executables.Repository, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return clone;
    }

    static async Task<AppResult> RunAsync(TemporaryFolder clone, params string[] command)
    {
        // No server that stays behind, no answer of NuGet's that is still remembered, and not CI even where the tests
        // are.
        var environment = new Dictionary<string, string>
        {
            ["CI"] = "",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
            // The build that CI does first has them on, as errors.
            ["RunAnalyzers"] = "false",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["NUGET_HTTP_CACHE_PATH"] = clone.File("http-cache"),
        };
        await using var run = App.Start(command[0], command[1..], environment: environment, folder: clone.Path);
        return await run.ExitAsync(Patience);
    }

    /// <summary>A source of NuGet that knows of one critical fault, in every version of this package.</summary>
    static ScriptedServer Advisories(string package) => new(async (stream, cancellationToken) =>
    {
        var head = await ScriptedServer.ReadHeadAsync(stream, cancellationToken);
        var host = head.Split("\r\n").First(line => line.StartsWith("Host: ", StringComparison.OrdinalIgnoreCase))[6..];
        var json = head.Split(' ')[1] switch
        {
            "/index.json" =>
                $$"""{"version":"3.0.0","resources":[{"@id":"http://{{host}}/list.json","@type":"VulnerabilityInfo/6.7.0"}]}""",
            "/list.json" =>
                $$"""[{"@name":"base","@id":"http://{{host}}/base.json","@updated":"2026-01-01T00:00:00Z"}]""",
            _ => $$"""{"{{package}}":[{"url":"https://example.org/","severity":3,"versions":"[0.0.0,)"}]}""",
        };
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\nConnection: "
                + $"close\r\n\r\n{json}"),
            cancellationToken);
    });
}
