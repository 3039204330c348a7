using System.Globalization;

namespace MqttDemo.CommandLine;

/// <summary>Numbers of things in a sentence.</summary>
public static class Counted
{
    /// <summary>1 message, 2 messages.</summary>
    public static string Messages(long count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} message{(count == 1 ? "" : "s")}");
}
