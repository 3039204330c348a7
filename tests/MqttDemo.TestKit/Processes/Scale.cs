using System.Globalization;

namespace MqttDemo.TestKit.Processes;

/// <summary>How much the reliability tests move.</summary>
static class Scale
{
    /// <summary>Messages in a cell of the matrix; MQTTDEMO_MESSAGES=1000000 is the long proof.</summary>
    public static int Messages { get; } =
        int.Parse(
            Environment.GetEnvironmentVariable("MQTTDEMO_MESSAGES") is { Length: > 0 } given ? given : "20000",
            CultureInfo.InvariantCulture);

    /// <summary>A source of chances that can be repeated: prints its seed, and takes it from MQTTDEMO_SEED.</summary>
    public static Random Seeded()
    {
        var seed = Environment.GetEnvironmentVariable("MQTTDEMO_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"MQTTDEMO_SEED={seed}");
        return new Random(seed);
    }
}
