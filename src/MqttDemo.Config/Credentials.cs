namespace MqttDemo.Config;

/// <summary>Who connects.</summary>
/// <param name="Username">The user name, or null for none.</param>
/// <param name="Password">The password, or null for none. MQTT 3.1.1 allows one only with a user name.</param>
public sealed record Credentials(string? Username, string? Password)
{
    /// <summary>The user only: a record prints its members, this one must not print its password.</summary>
    public override string ToString() => Username ?? "anonymous";
}
