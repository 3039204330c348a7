namespace MqttDemo.Config;

/// <summary>
/// What code that shows a sentence asks about the settings in it. An interface, because a failure carries it, and what
/// answers it is built on code that fails: it reads the broker's address.
/// </summary>
public interface ISettingOrigins
{
    /// <summary>
    /// Where the value in force of a setting comes from; null is nowhere, or from another setting such as a URL.
    /// </summary>
    /// <param name="setting">The setting.</param>
    SettingOrigin? Find(Setting setting);

    /// <summary>The option of a setting, by the name that was typed; otherwise by the one that is shown.</summary>
    /// <param name="setting">The setting.</param>
    string OptionOf(Setting setting);

    /// <summary>
    /// Where those of these settings come from that were not typed, as a sentence; null when there is none.
    /// </summary>
    /// <param name="settings">The settings.</param>
    string? Tell(params IEnumerable<Setting> settings);
}
