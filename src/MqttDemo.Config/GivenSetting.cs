namespace MqttDemo.Config;

/// <summary>A setting with the value that a source gives it.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Value">Its value.</param>
sealed record GivenSetting(Setting Setting, object Value)
{
    /// <summary>It turns on what it implies: not where it is turned off itself, or an empty list.</summary>
    public bool Implies => Setting.Implies is not null && Value is not (false or IReadOnlyList<string> { Count: 0 });

    /// <summary>Without the value, which can be a secret.</summary>
    public override string ToString() => Setting.Key;
}
