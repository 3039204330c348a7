using System.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>
/// Makes every argument mean what was typed. System.CommandLine reads <c>-m -t=x</c> as the option -t, drops a bare <c>[x]</c> as a directive, lets a
/// flag eat a following <c>true</c> and has no way to give an empty value. Here, as in getopt, an option that takes a value takes the next argument
/// whatever it looks like; the result is one <c>--name=value</c> for each option.
/// </summary>
static class LiteralArguments
{
    /// <summary>Stands for an empty value on the way through the parser. No argument can contain it.</summary>
    const string Empty = "\0";

    public static LiteralCommandLine Rewrite(IReadOnlyList<string> args, Command command)
    {
        if (args.Count > 0 && command.Subcommands.OfType<Subcommand>().FirstOrDefault(sub => sub.Name == args[0]) is { } chosen)
        {
            chosen.Declare();
            var rest = Rewrite([.. args.Skip(1)], chosen);
            return rest with { Arguments = [chosen.Name, .. rest.Arguments] };
        }

        var known = new KnownOptions(command);
        var given = new List<GivenOption>();
        Read(args, known, given);
        if (given.Find(own => own.Option.Name == GeneralOptions.OptionsFileName) is { Value: { } path })
        {
            // What the command line says comes later, and so instead; what may be given many times adds up.
            given.InsertRange(0, ReadFile(path, known).Where(line => TakesMany(line.Option) || !given.Exists(own => SettingOptions.Displaces(own.Option, line.Option))).ToArray());
        }

        return new(
            [.. given.Select(one => one.Value is { } value ? $"{one.Option.Name}={(value.Length == 0 ? Empty : value)}" : one.Option.Name)],
            given.Where(one => one.Place is not null && !TakesMany(one.Option)).ToDictionary(one => one.Option.Name, one => one.Place!));
    }

    static List<GivenOption> ReadFile(string path, KnownOptions known)
    {
        var given = new List<GivenOption>();
        foreach (var (place, args) in OptionsFile.Read(path))
        {
            try
            {
                Read(WithoutBlanks(args, known), known, given, place);
            }
            catch (MqttDemoException e)
            {
                throw new MqttDemoException(e.Kind, $"{place}: {e.Message}", e.Hint, e);
            }
        }

        return given;
    }

    /// <summary>Blanks at the end of a line are seen by nobody: behind an option that can do without a value they are none.</summary>
    static string[] WithoutBlanks(string[] args, KnownOptions known) =>
        args is [var name, var rest] && string.IsNullOrWhiteSpace(rest) && Split(name, known)[^1].Option.Arity.MinimumNumberOfValues == 0 ? [name] : args;

    /// <summary>Adds the options in their order, each with its value.</summary>
    static void Read(IReadOnlyList<string> args, KnownOptions known, List<GivenOption> given, string? place = null)
    {
        (string Typed, string? Value)? before = null;
        for (var i = 0; i < args.Count; i++)
        {
            var typed = args[i];
            foreach (var (option, attached) in Split(typed, known, before))
            {
                if (!TakesMany(option) && given.Exists(one => one.Option == option))
                {
                    throw Usage($"{option.Name} is given twice{(args[i] != option.Name && known.Find(args[i], out _) ? $": {args[i]} is another name for it" : "")}");
                }

                if (place is not null && option.Name == GeneralOptions.OptionsFileName)
                {
                    throw Usage("an options file cannot name another");
                }

                var value = Value(option, attached, args, ref i, known);
                given.Add(new(option, value, place));
                before = (typed, attached is null ? value : null);
            }
        }
    }

    static string? Value(Option option, string? attached, IReadOnlyList<string> args, ref int i, KnownOptions known) => option switch
    {
        _ when !TakesValue(option) => null,
        _ when PropertyOptions.IsProperty(option) => NextProperty(args, ref i, attached),
        _ => attached ?? Next(args, ref i, option, known),
    };

    /// <summary>The value as it was typed.</summary>
    public static string Restore(string value) => value == Empty ? "" : value;

    /// <summary>The options in one argument, each with the value that is attached to it.</summary>
    static List<(Option Option, string? Attached)> Split(string argument, KnownOptions known, (string Typed, string? Value)? before = null)
    {
        if (argument.Length < 2 || argument[0] != '-')
        {
            throw known.Unexpected(argument, before?.Typed, before?.Value);
        }

        if (known.Find(argument, out var whole))
        {
            return [(whole, null)];
        }

        if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            return [SplitLong(argument, known)];
        }

        known.RefuseLongName(argument);
        return SplitCluster(argument, known);
    }

    static (Option Option, string? Attached) SplitLong(string argument, KnownOptions known)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? argument : argument[..equals];
        var option = known.Find(name, out var found) ? found : throw known.Unknown(name);
        return equals < 0 || TakesValue(option)
            ? (option, equals < 0 ? null : argument[(equals + 1)..])
            : throw Usage($"{option.Name} takes no value");
    }

    /// <summary>-cdq1 is -c -d -q 1.</summary>
    static List<(Option Option, string? Attached)> SplitCluster(string argument, KnownOptions known)
    {
        var cluster = new List<(Option, string?)>();
        for (var i = 1; i < argument.Length; i++)
        {
            var option = known.Find($"-{argument[i]}", out var found) ? found : throw known.Unknown(argument);
            var rest = argument[(i + 1)..];
            if (TakesValue(option) && rest.Length > 0)
            {
                cluster.Add((option, rest.StartsWith('=') ? rest[1..] : rest));
                break;
            }

            cluster.Add((option, null));
        }

        return cluster;
    }

    /// <summary>A password may begin with -; only what is an option is none.</summary>
    static string? Next(IReadOnlyList<string> args, ref int i, Option option, KnownOptions known)
    {
        var isOptional = option.Arity.MinimumNumberOfValues == 0;
        if (i + 1 < args.Count && !(isOptional && known.Find(args[i + 1].Split('=')[0], out _)))
        {
            return args[++i];
        }

        return isOptional ? null : throw KnownOptions.NeedsValue(option, args[i]);
    }

    /// <summary>-D takes a packet, a name and a value; a user property has a key too.</summary>
    static string NextProperty(IReadOnlyList<string> args, ref int i, string? attached)
    {
        string[] rest = attached is null ? [.. args.Skip(i + 1).Take(4)] : [attached, .. args.Skip(i + 1).Take(3)];
        var count = PropertyArgument.Count(rest.ElementAtOrDefault(1) ?? "");
        if (rest.Length < count)
        {
            throw Usage("-D needs a packet, a property and a value", "as in: -D connect receive-maximum 10, or -D connect user-property KEY VALUE");
        }

        i += attached is null ? count : count - 1;
        return PropertyArgument.Join(rest[..count]);
    }

    static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0;

    static bool TakesMany(Option option) => option.Arity.MaximumNumberOfValues > 1;

    /// <param name="Option">The option.</param>
    /// <param name="Value">Its value, if it has one.</param>
    /// <param name="Place">File and line of an options file; null is the command line.</param>
    sealed record GivenOption(Option Option, string? Value, string? Place);
}
