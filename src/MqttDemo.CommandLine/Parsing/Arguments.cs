using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>The options that are given, on the command line and in an options file, with their values.</summary>
public sealed class Arguments
{
    readonly GivenOption[] all;

    internal Arguments(AppCommand command, GivenOption[] all) => (Command, this.all) = (command, all);

    /// <summary>Each option that is given, in the order of the command line.</summary>
    internal IReadOnlyList<GivenOption> All => all;

    /// <summary>The command that is chosen.</summary>
    public AppCommand Command { get; }

    /// <summary>The value of an option; null, or false, where it is not given.</summary>
    public T? GetValue<T>(Option<T> option) => Find(option)?.Value is { } value ? (T)value : default;

    /// <summary>The values of an option that can be given many times, in their order.</summary>
    public T[] GetValues<T>(Option<T[]> option)
    {
        // Not with LINQ: the first Select after a Where costs a start 100,000 instructions.
        var values = new List<T>();
        foreach (var given in all)
        {
            if (given.Option == option)
            {
                values.Add((T)given.Value!);
            }
        }

        return [.. values];
    }

    /// <summary>The option is given, with or without a value.</summary>
    public bool Has(Option option) => Find(option) is not null;

    /// <summary>The setting is given by one of its options, with or without a value.</summary>
    public bool Has(Setting setting) => Array.Exists(all, given => given.Setting == setting);

    /// <summary>The values that options give to some settings, in the order of the help.</summary>
    public IEnumerable<(Setting Setting, object Value)> Values(params IReadOnlyList<Setting> settings) =>
        InOrder(
            all.Where(given => given.Value is not null && given.Setting is { } setting && settings.Contains(setting)))
            .Select(given => (given.Setting!, given.Value!));

    /// <summary>What the options give of the settings.</summary>
    /// <exception cref="MqttDemoException">Two options cannot be used together (exit code 2).</exception>
    public SettingsLayer GivenSettings()
    {
        GivenOption[] typed = [.. all.Where(given => given.Setting is not null)];
        if (Rivals(typed) is not null)
        {
            var (one, other) = Rivals([.. InOrder(typed)])!.Value;
            throw Usage($"{one.Option.Name} and {other.Option.Name} cannot be used together");
        }

        return typed.Aggregate(
            SettingsLayer.None, static (layer, given) => given.Value is null ? layer : Add(layer, given));
    }

    /// <summary>The options that give a setting.</summary>
    internal IEnumerable<GivenOption> Of(Setting setting) => all.Where(given => given.Setting == setting);

    /// <summary>File and line of the first option that gives a setting, by its key at the top of config.json.</summary>
    internal string? FindPlace(string key) =>
        Array.Find(all, given => given.Place is not null && given.Setting?.TopKey == key)?.Place;

    /// <summary>
    /// The name by which the option of a setting is typed; null where it is not, or by one that stands for a value.
    /// </summary>
    internal string? NameOf(Setting setting) =>
        Array.Find(all, given => given.Setting == setting && setting.Options.Contains(given.Name))?.Name;

    GivenOption? Find(Option option) => Array.Find(all, given => given.Option == option);

    static SettingsLayer Add(SettingsLayer layer, GivenOption given) => given.Setting switch
    {
        Setting<IReadOnlyList<string>?> many =>
            layer.With(many, [.. layer.Get(many) ?? [], .. (IReadOnlyList<string>)given.Value!]),
        var setting => layer.With(setting!, given.Value!),
    };

    static (GivenOption One, GivenOption Other)? Rivals(GivenOption[] typed)
    {
        for (var i = 1; i < typed.Length; i++)
        {
            if (Array.Find(typed[..i], before => Clash(before, typed[i])) is { } rival)
            {
                return (rival, typed[i]);
            }
        }

        return null;
    }

    /// <summary>
    /// Two options that say different things. Of the formats one may be said in two ways: OutputOptions.
    /// </summary>
    static bool Clash(GivenOption one, GivenOption other) => one.Option != other.Option
        && one.Setting!.Displaces(other.Setting!)
        && one.Setting.Shorthands.Count == 0
        && other.Setting!.Shorthands.Count == 0;

    /// <summary>In the order of the help, not in that of the command line.</summary>
    IEnumerable<GivenOption> InOrder(IEnumerable<GivenOption> some)
    {
        GivenOption[] typed = [.. some];
        if (typed.Length < 2)
        {
            return typed;
        }

        List<Option> order = [.. Command.Known.All];
        return typed.OrderBy(given => order.IndexOf(given.Option));
    }
}

/// <summary>An option that is given.</summary>
/// <param name="Option">The option.</param>
/// <param name="Name">The one of its names that is typed.</param>
/// <param name="Words">What is typed after it.</param>
/// <param name="Value">Its value; null where it is given without one.</param>
/// <param name="Place">File and line of an options file; null is the command line.</param>
sealed record GivenOption(
    Option Option, string Name, IReadOnlyList<string> Words, object? Value, string? Place)
{
    public Setting? Setting => (Option as ISettingOption)?.Setting;

    /// <summary>The words as they may be shown: what proves who we are is hidden.</summary>
    public IReadOnlyList<string> ShownWords => Option is PropertyOption && PropertyArgument.Of(Words).IsSecret
        ? [.. Words.SkipLast(1), SettingInForce.Hidden]
        : Words;

    /// <summary>Without the value, which can be a secret.</summary>
    public override string ToString() => Option.Name;
}
