using System.Globalization;
using MqttDemo.Config;

namespace MqttDemo.Tests.Infra;

/// <summary>Settings as one source gives them, by their keys in config.json.</summary>
static class Layer
{
    public static SettingsLayer Of(params IEnumerable<(string Key, object? Value)> given) =>
        given.Aggregate(SettingsLayer.None, (layer, one) => With(layer, one.Key, one.Value));

    public static SettingsLayer With(this SettingsLayer layer, string key, object? value)
    {
        var setting = Settings.All.Single(setting => setting.Key == key);
        return value switch
        {
            null => layer,
            bool or IReadOnlyList<string> => layer.With(setting, value),
            _ => layer.With(setting, setting.Read(Convert.ToString(value, CultureInfo.InvariantCulture)!).Value!),
        };
    }

    /// <summary>The settings by their keys, for comparisons.</summary>
    public static IReadOnlyDictionary<string, object> Values(this SettingsLayer layer) =>
        layer.All.ToDictionary(given => given.Setting.Key, given => given.Value);
}
