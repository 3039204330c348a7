using System.CommandLine;
using MqttDemo.CommandLine.Parsing;

namespace MqttDemo.CommandLine.Shell;

/// <summary>
/// The options of a command line that is still being typed. It is read as <see cref="ArgumentReader"/> reads a whole
/// one, but what it does not understand is skipped: the shell only asks what could come next.
/// </summary>
sealed class TypedOptions
{
    readonly KnownOptions known;
    readonly List<(Option Option, string? Value)> given = [];
    readonly List<string> words = [];

    /// <param name="known">The options of the command.</param>
    /// <param name="typed">The words before the one that is to be completed.</param>
    public TypedOptions(KnownOptions known, IEnumerable<string> typed)
    {
        this.known = known;
        foreach (var word in typed)
        {
            Add(word);
        }
    }

    /// <summary>The option that the next word belongs to; null is none.</summary>
    public Option? Waiting { get; private set; }

    /// <summary>The words that belong to it already.</summary>
    public IReadOnlyList<string> WordsOfWaiting => words;

    /// <summary>The next word can be an option.</summary>
    public bool CanEnd => Waiting is null || Waiting.Arity.MinimumNumberOfValues == 0;

    public bool Has(Option option) => given.Exists(one => one.Option == option);

    /// <summary>The value of the option with this name; null where it has none.</summary>
    public string? ValueOf(string name) =>
        known.Find(name, out var option) ? given.FindLast(one => one.Option == option).Value : null;

    void Add(string word)
    {
        if (Waiting is not { } option || (CanEnd && known.Find(word.Split('=')[0], out _)))
        {
            Begin(word);
            return;
        }

        words.Add(word);
        given.Add((option, word));
        if (words.Count >= CountOf(option))
        {
            Waiting = null;
        }
    }

    /// <summary>A word that begins with an option, or with several short ones.</summary>
    void Begin(string word)
    {
        Waiting = null;
        words.Clear();
        if (known.Find(word, out var whole))
        {
            Begin(whole, null);
        }
        else if (word.StartsWith("--", StringComparison.Ordinal))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && known.Find(word[..equals], out var option))
            {
                Begin(option, word[(equals + 1)..]);
            }
        }
        else if (word.StartsWith('-'))
        {
            BeginCluster(word);
        }
    }

    void BeginCluster(string word)
    {
        for (var i = 1; i < word.Length && known.Find($"-{word[i]}", out var option); i++)
        {
            if (option.Arity.MaximumNumberOfValues > 0)
            {
                Begin(option, i + 1 < word.Length ? word[(i + 1)..] : null);
                return;
            }

            Begin(option, null);
        }
    }

    void Begin(Option option, string? attached)
    {
        given.Add((option, attached));
        if (attached is not null)
        {
            words.Add(attached);
        }

        Waiting = words.Count < CountOf(option) ? option : null;
    }

    /// <summary>How many words belong to an option.</summary>
    int CountOf(Option option) => option switch
    {
        PropertyOption => PropertyArgument.Count(words.ElementAtOrDefault(1) ?? ""),
        _ => Math.Min(option.Arity.MaximumNumberOfValues, 1),
    };
}
