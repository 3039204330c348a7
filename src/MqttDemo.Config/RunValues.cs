namespace MqttDemo.Config;

/// <summary>The settings of a run that one source gives, or all sources together. Nothing in it changes.</summary>
public sealed class RunValues
{
    readonly (RunSetting Setting, object Value)[] values;

    RunValues((RunSetting Setting, object Value)[] values) => this.values = values;

    /// <summary>Where none is given.</summary>
    public static RunValues None { get; } = new([]);

    /// <summary>The value of a setting; null where it is not given.</summary>
    /// <typeparam name="T">The type of its value, which can be null.</typeparam>
    /// <param name="setting">The setting.</param>
    public T? Get<T>(RunSetting<T> setting) => Find(setting) is { } value ? (T)value : default;

    /// <summary>These and one more; in the place of the value that the setting had.</summary>
    /// <typeparam name="T">The type of its value, which can be null.</typeparam>
    /// <param name="setting">The setting.</param>
    /// <param name="value">Its value; null gives none.</param>
    public RunValues With<T>(RunSetting<T> setting, T value) =>
        value is null ? this : new([.. values.Where(one => one.Setting != setting), (setting, value)]);

    internal object? Find(RunSetting setting) => values.FirstOrDefault(one => one.Setting == setting).Value;

    /// <summary>A setting that is given and that another one excludes; null is none.</summary>
    internal RunSetting? Rival(RunSetting setting) => values.FirstOrDefault(one => one.Setting != setting && one.Setting.Displaces(setting)).Setting;

    /// <summary>These values on top of others: what is given here wins.</summary>
    internal RunValues Over(RunValues lower) =>
        new([.. values, .. lower.values.Where(other => !values.Any(own => own.Setting.Displaces(other.Setting)))]);
}
