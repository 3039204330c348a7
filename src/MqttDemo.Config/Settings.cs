using System.Collections.Immutable;

namespace MqttDemo.Config;

/// <summary>
/// The settings of the connection, each written here once, by the groups of the help. Those of a run are
/// <see cref="RunSettings"/>.
/// </summary>
public static partial class Settings
{
    /// <summary>All of them, with those of a run. In a group their options stand in the help in this order.</summary>
    public static ImmutableArray<Setting> All { get; } =
    [
        .. Broker.All, .. Messages.All, .. Login.All, .. Tls.All, .. Network.All, .. Session.All, .. Will.All,
        .. General.All, .. RunSettings.All,
    ];

    /// <summary>Those that can stand in config.json.</summary>
    public static IEnumerable<Setting> OfFile => All.Where(setting => !setting.IsOptionOnly);
}
