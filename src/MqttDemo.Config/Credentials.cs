namespace MqttDemo.Config;

/// <summary>Who connects.</summary>
/// <param name="Username">The user name, or null for none.</param>
/// <param name="Password">The password, or null for none. Only MQTT 5 allows one without a user name.</param>
/// <param name="ReadPassword">Reads it again, where it may have been changed since; null where not.</param>
public sealed record Credentials(string? Username, string? Password, Func<string>? ReadPassword = null)
{
    /// <summary>The same with the password as it is now.</summary>
    /// <exception cref="MqttDemoException">It cannot be read now.</exception>
    public Credentials Current() => ReadPassword is null ? this : this with { Password = ReadPassword() };

    /// <summary>The user only: a record prints its members, this one must not print its password.</summary>
    public override string ToString() => Username ?? "anonymous";
}
