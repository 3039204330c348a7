namespace MqttDemo.CommandLine.Parsing;

/// <summary>One <c>-D PACKET NAME VALUE</c>, or <c>-D PACKET user-property KEY VALUE</c>.</summary>
/// <param name="Packet">The packet that carries it: connect, publish, subscribe, unsubscribe, disconnect; or
/// will.</param>
/// <param name="Name">The property, as the specification and mosquitto call it.</param>
/// <param name="Value">Its value.</param>
/// <param name="Key">The name of a user property.</param>
/// <param name="Option">The option that gives it, if not -D.</param>
sealed record PropertyArgument(string Packet, string Name, string Value, string? Key = null, string? Option = null)
{
    public const string Publish = "publish";
    public const string UserProperty = "user-property";
    public const string AuthenticationData = "authentication-data";

    /// <summary>Its value proves who we are.</summary>
    public bool IsSecret => Name == AuthenticationData;

    /// <summary>What an error calls it: as it was typed.</summary>
    public string What => Option ?? $"{Name} of {Packet}";

    /// <summary>How many words follow -D: a user property has a key too.</summary>
    /// <param name="name">The second of them.</param>
    public static int Count(string name) => name.Equals(UserProperty, StringComparison.OrdinalIgnoreCase) ? 4 : 3;

    /// <summary>The property that the words after -D are. In capitals too, as in mosquitto.</summary>
    public static PropertyArgument Of(IReadOnlyList<string> words) => new(
        words[0].ToLowerInvariant(), words[1].ToLowerInvariant(), words[^1], words.Count == 4 ? words[2] : null);

    /// <summary>The words in a line of a file: all the rest of the line is the last one.</summary>
    public static string[] Split(string text) => text.Split(' ', Count(text.Split(' ').ElementAtOrDefault(1) ?? ""));
}
