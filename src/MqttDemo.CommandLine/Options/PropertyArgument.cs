namespace MqttDemo.CommandLine.Options;

/// <summary>One <c>-D PACKET NAME VALUE</c>, or <c>-D PACKET user-property KEY VALUE</c>.</summary>
/// <param name="Packet">The packet that carries it: connect, publish, subscribe, unsubscribe, disconnect; or will.</param>
/// <param name="Name">The property, as the specification and mosquitto call it.</param>
/// <param name="Value">Its value.</param>
/// <param name="Key">The name of a user property.</param>
/// <param name="Option">The option that gives it, if not -D.</param>
sealed record PropertyArgument(string Packet, string Name, string Value, string? Key = null, string? Option = null)
{
    public const string Publish = "publish";
    public const string UserProperty = "user-property";

    /// <summary>What an error calls it: as it was typed.</summary>
    public string What => Option ?? $"{Name} of {Packet}";

    /// <summary>How many arguments follow -D: a user property has a key too.</summary>
    public static int Count(string name) => name.Equals(UserProperty, StringComparison.OrdinalIgnoreCase) ? 4 : 3;

    /// <summary>-D as one value for the parser; no argument can contain a NUL.</summary>
    public static string Join(IEnumerable<string> arguments) => string.Join('\0', arguments);

    /// <summary>In capitals too, as in mosquitto.</summary>
    public static PropertyArgument Split(string joined) => joined.Split('\0') switch
    {
        [var packet, var name, var key, var value] => new(packet.ToLowerInvariant(), name.ToLowerInvariant(), value, key),
        [var packet, var name, var value] => new(packet.ToLowerInvariant(), name.ToLowerInvariant(), value),
        var other => throw new InvalidOperationException($"-D with {other.Length} parts"),
    };
}
