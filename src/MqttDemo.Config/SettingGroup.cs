using System.Collections.Immutable;

namespace MqttDemo.Config;

/// <summary>What settings are about: each group has a heading in the help.</summary>
public enum SettingGroup
{
    /// <summary>None: the program itself makes the option.</summary>
    None,

    /// <summary>What is published, and how.</summary>
    Messages,

    /// <summary>What is subscribed to, and how.</summary>
    Topics,

    /// <summary>The replies to a request.</summary>
    Replies,

    /// <summary>When to end.</summary>
    Ending,

    /// <summary>How messages are written.</summary>
    Output,

    /// <summary>Where the broker is.</summary>
    Broker,

    /// <summary>Who connects.</summary>
    Login,

    /// <summary>Encryption and certificates.</summary>
    Tls,

    /// <summary>The way to the broker.</summary>
    Network,

    /// <summary>The session with the broker.</summary>
    Session,

    /// <summary>What the broker publishes when the client vanishes.</summary>
    Will,

    /// <summary>The program itself.</summary>
    General,
}

/// <summary>Where the option of a setting stands in the help of some programs, and what is said of it there.</summary>
/// <param name="Programs">The programs.</param>
/// <param name="Group">The group.</param>
/// <param name="Help">What it does, as a sentence; {program} stands for the program's name.</param>
/// <param name="After">The option before it; null is the end of the group.</param>
public sealed record SettingPlace(Programs Programs, SettingGroup Group, string Help, string? After = null)
{
    /// <summary>The same place in all programs.</summary>
    /// <param name="group">The group.</param>
    /// <param name="help">What the option does, as a sentence.</param>
    public static ImmutableArray<SettingPlace> Everywhere(SettingGroup group, string help) =>
        [new(Programs.All, group, help)];
}

/// <summary>An option that stands for one value of a setting.</summary>
/// <param name="Value">The value.</param>
/// <param name="Help">What it does, as a sentence.</param>
/// <param name="Options">Its names; the first is that of the errors.</param>
public sealed record SettingShorthand(string Value, string Help, params IReadOnlyList<string> Options)
{
    /// <summary>What the first screen of the help says of it; null is nothing, and it is not shown there.</summary>
    public string? Summary { get; init; }
}
