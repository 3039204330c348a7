using System.Globalization;

namespace MqttDemo.CommandLine;

/// <summary>Numbers of things in a sentence.</summary>
public static class Counted
{
    /// <summary>1 message, 2 messages.</summary>
    public static string Messages(long count) => Of(count, "message");

    /// <summary>1 topic, 2 topics.</summary>
    public static string Topics(int count) => Of(count, "topic");

    static string Of(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");
}
