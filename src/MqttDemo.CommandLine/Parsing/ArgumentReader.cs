using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>
/// Reads the arguments as getopt does: an option that takes a value takes the next argument, whatever it looks like.
/// System.CommandLine's parser reads <c>-m -t=x</c> as the option -t, drops a bare <c>[x]</c> as a directive, lets a
/// flag eat a following <c>true</c> and has no way to give an empty value.
/// </summary>
sealed class ArgumentReader
{
    readonly KnownOptions known;
    readonly UnknownArgument unknown;
    readonly Option? optionsFile;
    readonly List<TypedOption> typed = [];

    ArgumentReader(AppCommand command) =>
        (known, unknown, optionsFile) = (command.Known, new(command), command.OptionsFile);

    /// <summary>Reads all of them, and what an options file adds.</summary>
    /// <param name="args">As they are typed.</param>
    /// <param name="command">The app; the first argument can choose one of its commands.</param>
    /// <exception cref="MqttDemoException">They are invalid (exit code 2), or the options file cannot be read
    /// (7).</exception>
    public static Arguments Read(IReadOnlyList<string> args, AppCommand command)
    {
        if (args.Count > 0 && command.Subcommands.FirstOrDefault(sub => sub.Name == args[0]) is Subcommand chosen)
        {
            return Read([.. args.Skip(1)], chosen.Declare());
        }

        var reader = new ArgumentReader(command);
        reader.Add(args);
        if (reader.typed.Find(own => own.Option == command.OptionsFile) is { Words: [var path] } named)
        {
            // It is checked before it is read.
            Given(named);
            var file = new ArgumentReader(command);
            file.AddFile(path, named.Name);
            // What the command line says comes later, and so instead; what can be given many times adds up.
            reader.typed.InsertRange(
                0, file.typed.Where(line => TakesMany(line.Option) || !reader.Displaces(line.Option)).ToArray());
        }

        return new(command, [.. reader.typed.Select(Given)]);
    }

    static GivenOption Given(TypedOption typed)
    {
        var (value, expected) = ((IReadOption)typed.Option).Read(typed.Words);
        return expected is null
            ? new(typed.Option, typed.Name, typed.Words, value, typed.Place)
            : throw Usage(
                $"{(typed.Place is null ? "" : $"{typed.Place}: ")}{typed.Option.Name} takes {expected}, not "
                + $"'{typed.Words[0]}'",
                UnknownArgument.HelpOn(typed.Option));
    }

    bool Displaces(Option line) => typed.Exists(own => SettingOptions.Displaces(own.Option, line));

    void AddFile(string path, string name)
    {
        foreach (var line in OptionsFile.Read(path, unknown.InsteadOfOptionsFile(name)))
        {
            if (line.Defect is { } defect && !TakesBytes(line.Option.Split('=')[0]))
            {
                throw Usage(
                    $"{line.Place}, {defect}",
                    "the file is read as UTF-8; only payloads and passwords may be other bytes");
            }

            try
            {
                Add(Words(line), line.Place);
            }
            catch (MqttDemoException e)
            {
                throw new MqttDemoException(e.Kind, $"{line.Place}: {e.Sentence}", e.Hint, e);
            }
        }
    }

    bool TakesBytes(string name) => known.Find(name, out var option) && ((IReadOption)option).TakesBytes;

    string[] Words(OptionsLine line) => line.Rest switch
    {
        null => [line.Option],
        var rest when known.Find(line.Option, out var option) && option is PropertyOption =>
            [line.Option, .. PropertyArgument.Split(rest)],
        // Blanks at the end of a line are not visible: after an option that can do without a value they are none.
        var rest
            when string.IsNullOrWhiteSpace(rest) && Split(line.Option)[^1].Option.Arity.MinimumNumberOfValues == 0 =>
                [line.Option],
        var rest => [line.Option, rest],
    };

    /// <summary>Adds the options in their order, each with what is typed after it.</summary>
    void Add(IReadOnlyList<string> args, string? place = null)
    {
        (string Typed, string? Value)? before = null;
        for (var i = 0; i < args.Count; i++)
        {
            var argument = args[i];
            foreach (var (option, name, attached) in Split(argument, before))
            {
                if (!TakesMany(option) && typed.Exists(one => one.Option == option))
                {
                    var isOtherName = argument != option.Name && known.Find(argument, out _);
                    throw Usage(
                        $"{option.Name} is given twice"
                        + (isOtherName ? $": {argument} is another name for it" : ""));
                }

                if (place is not null && option == optionsFile)
                {
                    throw Usage("an options file cannot name another");
                }

                var words = Words(option, attached, args, ref i);
                typed.Add(new(option, name, words, place));
                before = (argument, attached is null && words is [var value] ? value : null);
            }
        }
    }

    string[] Words(Option option, string? attached, IReadOnlyList<string> args, ref int i) => option switch
    {
        _ when !TakesValue(option) => [],
        PropertyOption => NextProperty(args, ref i, attached),
        _ => (attached ?? Next(args, ref i, option)) is { } value ? [value] : [],
    };

    /// <summary>The options in one argument, each with the value that is attached to it.</summary>
    List<(Option Option, string Name, string? Attached)> Split(
        string argument, (string Typed, string? Value)? before = null)
    {
        if (argument.Length < 2 || argument[0] != '-')
        {
            throw unknown.Unexpected(argument, before?.Typed, before?.Value);
        }

        if (known.Find(argument, out var whole))
        {
            return [(whole, argument, null)];
        }

        if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            return [SplitLong(argument)];
        }

        unknown.RefuseLongName(argument);
        return SplitCluster(argument);
    }

    (Option Option, string Name, string? Attached) SplitLong(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? argument : argument[..equals];
        var option = known.Find(name, out var found) ? found : throw unknown.NoSuchOption(name);
        return equals < 0 || TakesValue(option)
            ? (option, name, equals < 0 ? null : argument[(equals + 1)..])
            : throw Usage($"{option.Name} takes no value");
    }

    /// <summary>-cdq1 is -c -d -q 1.</summary>
    List<(Option Option, string Name, string? Attached)> SplitCluster(string argument)
    {
        var cluster = new List<(Option, string, string?)>();
        for (var i = 1; i < argument.Length; i++)
        {
            var name = $"-{argument[i]}";
            var option = known.Find(name, out var found) ? found : throw unknown.NoSuchOption(argument);
            var rest = argument[(i + 1)..];
            if (TakesValue(option) && rest.Length > 0)
            {
                cluster.Add((option, name, rest.StartsWith('=') ? rest[1..] : rest));
                break;
            }

            cluster.Add((option, name, null));
        }

        return cluster;
    }

    /// <summary>A password may begin with -; only what is an option is none.</summary>
    string? Next(IReadOnlyList<string> args, ref int i, Option option)
    {
        var isOptional = option.Arity.MinimumNumberOfValues == 0;
        if (i + 1 < args.Count && !(isOptional && known.Find(args[i + 1].Split('=')[0], out _)))
        {
            return args[++i];
        }

        return isOptional ? null : throw UnknownArgument.NeedsValue(option, args[i]);
    }

    /// <summary>-D takes a packet, a name and a value; a user property has a key too.</summary>
    static string[] NextProperty(IReadOnlyList<string> args, ref int i, string? attached)
    {
        string[] rest = attached is null ? [.. args.Skip(i + 1).Take(4)] : [attached, .. args.Skip(i + 1).Take(3)];
        var count = PropertyArgument.Count(rest.ElementAtOrDefault(1) ?? "");
        if (rest.Length < count)
        {
            throw Usage(
                "-D needs a packet, a property and a value",
                "as in: -D connect receive-maximum 10, or -D connect user-property KEY VALUE");
        }

        i += attached is null ? count : count - 1;
        return rest[..count];
    }

    static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0;

    static bool TakesMany(Option option) => option.Arity.MaximumNumberOfValues > 1;

    /// <param name="Option">The option.</param>
    /// <param name="Name">The one of its names that is typed.</param>
    /// <param name="Words">What is typed after it.</param>
    /// <param name="Place">File and line of an options file; null is the command line.</param>
    readonly record struct TypedOption(Option Option, string Name, string[] Words, string? Place);
}
