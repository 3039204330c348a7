using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MqttDemo.Config;

/// <summary>
/// A sentence for the user in which settings can stand, as in $"choose another with {Settings.Session.ClientId.Named}".
/// The code that shows it spells them as the user has given them: as an option, as a key of config.json or as a
/// variable.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sentence
{
    readonly List<object> parts;

    /// <summary>What the compiler makes of an interpolated string.</summary>
    /// <param name="literalLength">How much of it is written out.</param>
    /// <param name="formattedCount">How many values stand in it.</param>
    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "the compiler hands it over")]
    public Sentence(int literalLength, int formattedCount) => parts = new((2 * formattedCount) + 1);

    Sentence(string text) => parts = [text];

    /// <summary>The settings that stand in it.</summary>
    public IEnumerable<SettingMention> Mentions => parts.OfType<SettingMention>();

    /// <summary>A sentence without settings.</summary>
    /// <param name="text">The sentence; null is none.</param>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Sentence?(string? text) => text is null ? null : new(text);

    /// <summary>What is written out.</summary>
    /// <param name="value">It.</param>
    public void AppendLiteral(string value) => parts.Add(value);

    /// <summary>A setting.</summary>
    /// <param name="setting">It.</param>
    public void AppendFormatted(NamedSetting setting) => parts.Add(setting.Mention);

    /// <summary>A part that is a sentence itself.</summary>
    /// <param name="part">It; null is nothing.</param>
    public void AppendFormatted(Sentence? part) => parts.AddRange(part?.parts ?? []);

    /// <summary>Anything else.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">It.</param>
    /// <param name="format">How it is written.</param>
    public void AppendFormatted<T>(T value, string? format = null) => parts.Add(
        (value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString())
            ?? "");

    /// <summary>The sentence with its settings spelled.</summary>
    /// <param name="spell">Spells one.</param>
    public string Spell(Func<SettingMention, string> spell) =>
        string.Concat(parts.Select(part => part is SettingMention mention ? spell(mention) : (string)part));

    /// <summary>The sentence with options, for code that does not know where the settings come from.</summary>
    public override string ToString() => Spell(mention => mention.ToString());
}
