namespace MqttDemo.TestKit.Processes;

/// <summary>Where the programs under test are: beside the tests in the build output, or in MQTTDEMO_BIN.</summary>
static class Executables
{
    public static string Publisher => UnderTest("MqttDemo.Publisher", "publisher");

    public static string Subscriber => UnderTest("MqttDemo.Subscriber", "subscriber");

    /// <summary>The top folder of the repository.</summary>
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "MqttDemo.sln")))
            {
                folder = folder.Parent
                    ?? throw new InvalidOperationException("The tests do not lie below MqttDemo.sln.");
            }

            return folder.FullName;
        }
    }

    /// <summary>A program of the system, or the test is skipped with its name.</summary>
    public static string Installed(string program)
    {
        var path = Find(program);
        Assert.SkipWhen(path is null, $"{program} is not installed");
        return path!;
    }

    /// <summary>A program of the system; null where it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/usr/local/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    static string UnderTest(string project, string program)
    {
        if (Environment.GetEnvironmentVariable("MQTTDEMO_BIN") is { Length: > 0 } folder)
        {
            return Path.Combine(folder, program);
        }

        // artifacts/bin/MqttDemo.Tests/CONFIGURATION/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, program);
    }
}
