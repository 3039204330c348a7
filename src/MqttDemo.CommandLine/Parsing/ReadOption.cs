using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>An option with one value.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
/// <param name="type">What it takes.</param>
/// <param name="names">Its names.</param>
sealed class ReadOption<T>(SettingType<T> type, params string[] names)
    : Option<T>(names[0], names[1..]), IReadOption
{
    public IReadOnlyList<string> Names => names;

    public string? Summary { get; set; }

    public SettingType? Type => type;

    public bool TakesBytes => type.TakesBytes;

    public (object? Value, string? Expected) Read(IReadOnlyList<string> words) =>
        words.Count == 0 ? default : type.Parse(words[0]);
}

/// <summary>A text that can be given many times.</summary>
/// <param name="names">The names of the option.</param>
sealed class TextsOption(params string[] names) : Option<string[]>(names[0], names[1..]), IReadOption
{
    public IReadOnlyList<string> Names => names;

    public string? Summary { get; set; }

    public (object? Value, string? Expected) Read(IReadOnlyList<string> words) => (words[0], null);
}

/// <summary>An option that is there or not.</summary>
/// <param name="names">Its names.</param>
sealed class FlagOption(params string[] names) : Option<bool>(names[0], names[1..]), IReadOption
{
    public IReadOnlyList<string> Names => names;

    public string? Summary { get; set; }

    public (object? Value, string? Expected) Read(IReadOnlyList<string> words) => (true, null);
}
