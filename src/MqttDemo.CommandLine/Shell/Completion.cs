using MqttDemo.Config;

namespace MqttDemo.CommandLine.Shell;

/// <summary>What can stand at a place of a command line.</summary>
/// <param name="Kind">Words; or paths, which the shell itself knows best.</param>
/// <param name="Candidates">The words.</param>
sealed record Completion(SettingCompletion Kind, IReadOnlyList<Candidate> Candidates)
{
    public static Completion Nothing { get; } = Words([]);

    public static Completion Words(IEnumerable<Candidate> candidates) =>
        new(SettingCompletion.Choices, [.. candidates]);

    /// <summary>
    /// As the scripts read it: the kind, then a line for each word, a TAB between it and what it means.
    /// </summary>
    public string Text()
    {
        var kind = Kind switch
        {
            SettingCompletion.File => "files",
            SettingCompletion.Folder => "folders",
            _ => "words",
        };
        return string.Concat(Candidates.Select(one => $"{one.Word}\t{one.Meaning}\n").Prepend($"{kind}\n"));
    }
}

/// <summary>A word that can stand there.</summary>
/// <param name="Word">The whole word.</param>
/// <param name="Meaning">A short text for shells that show one.</param>
sealed record Candidate(string Word, string Meaning = "");
