namespace MqttDemo.Config;

/// <summary>Where the value of a setting comes from.</summary>
public abstract record SettingOrigin
{
    SettingOrigin()
    {
    }

    /// <summary>From the command line.</summary>
    public sealed record Typed : SettingOrigin;

    /// <summary>From its environment variable.</summary>
    public sealed record InVariable : SettingOrigin;

    /// <summary>From a file.</summary>
    /// <param name="Path">The file.</param>
    /// <param name="Profile">The profile in it; null where it stands at its top.</param>
    public sealed record InFile(string Path, string? Profile = null) : SettingOrigin;
}
