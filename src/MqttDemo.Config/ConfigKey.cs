namespace MqttDemo.Config;

/// <summary>A key of an object in config.json.</summary>
/// <typeparam name="T">What the object describes.</typeparam>
/// <param name="Expected">What its value has to be, as the end of "must be".</param>
/// <param name="Read">Reads the value.</param>
/// <param name="Get">The value that settings have for it; null is none.</param>
sealed record ConfigKey<T>(string Expected, ConfigKey<T>.Reader Read, Func<T, object?> Get)
{
    /// <summary>What was read so far, with the value that comes next.</summary>
    public delegate T Reader(T settings, ref ConfigReader json);
}
