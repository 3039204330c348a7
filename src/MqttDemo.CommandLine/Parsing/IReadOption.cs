using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>An option that reads what is typed after it.</summary>
interface IReadOption
{
    /// <summary>Its names; the first is that of the errors.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>What the first screen of the help says of it; null is nothing, and it is not shown there.</summary>
    string? Summary { get; set; }

    /// <summary>What it takes; null where that says nothing about how to complete it.</summary>
    SettingType? Type => null;

    /// <summary>MQTT carries its value as bytes, which need not be UTF-8.</summary>
    bool TakesBytes => false;

    /// <summary>Its value, or what was expected instead.</summary>
    /// <param name="words">What is typed after it: nothing, its value, or the words of a property.</param>
    (object? Value, string? Expected) Read(IReadOnlyList<string> words);
}
