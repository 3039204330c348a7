using System.Text;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Shell;

/// <summary>Tells of the settings without a connection: those in force, where they come from, what is wrong.</summary>
/// <param name="appName">publisher or subscriber.</param>
/// <param name="terminal">Where it is shown.</param>
/// <param name="create">Declares the app.</param>
sealed class ConfigCommand(string appName, Terminal terminal, Func<Terminal, AppCommand> create)
{
    public WordCommand Create() => new(
        "config", "Shows the settings in force; checks config.json.",
        () =>
        [
            ("show", "the settings in force with the options that follow, and their origin"),
            ("check", "what is wrong in the FILE that follows, or in the one that is read"),
            ("path", "the file that is read; on stderr the places that were looked at"),
        ],
        RunAsync)
    {
        WithOptions = ["show", "path"],
        WithFile = ["check"],
    };

    async Task<ExitCode> RunAsync(IReadOnlyList<string> words)
    {
        string[] typed = [.. words];
        if (typed is [_, "--help" or "-?", ..])
        {
            await PrintAsync(Create().Help(appName));
            return ExitCode.Done;
        }

        switch (typed)
        {
            case ["show", .. var options]:
                await PrintAsync(Show(options));
                return ExitCode.Done;
            case ["check"]:
                return await CheckAsync(FindFile([]).Path ?? throw Usage("there is no config.json to check"));
            case ["check", var path]:
                return await CheckAsync(path);
            case ["path", .. var options]:
                await PrintPathAsync(options);
                return ExitCode.Done;
            default:
                throw Create().Refusal(typed);
        }
    }

    string Show(string[] options)
    {
        var arguments = ArgumentReader.Read(options, create(terminal));
        return SettingsShown.Text(arguments, SettingInForce.All(arguments.Command.Settings!(arguments)));
    }

    async Task<ExitCode> CheckAsync(string path)
    {
        var problems = ConfigFile.FindMistakes(path);
        IReadOnlyList<string> profiles = [];
        if (problems.Count == 0)
        {
            profiles = [.. ConfigFile.Read(path).Profiles.Keys];
            problems = [.. Defects(path, profiles).DistinctBy(AsShown)];
        }

        foreach (var problem in problems)
        {
            new Messages(appName, terminal.Error, spelling: SettingSpelling.For(problem)).Error(problem);
        }

        if (problems is [var first, ..])
        {
            return first.Kind.ToExitCode();
        }

        var all = profiles.Count == 0 ? "" : $", with its profiles {string.Join(", ", profiles)}";
        await PrintAsync($"{path}: no problems for {appName}{all}\n");
        return ExitCode.Done;
    }

    /// <summary>What stands at the top is refused with every profile, and told once.</summary>
    static (string Sentence, string? Hint) AsShown(MqttDemoException problem)
    {
        var spelling = SettingSpelling.For(problem);
        return (spelling.Spell(problem.Sentence), spelling.Hint(problem));
    }

    /// <summary>What the program would refuse, without a profile and with each. It warns once.</summary>
    IEnumerable<MqttDemoException> Defects(string path, IReadOnlyList<string> profiles)
    {
        var from = Settings.General.ConfigFile.Options[0];
        var chosen = Settings.General.Profile.Options[0];
        var silent = terminal with { Error = TextWriter.Null };
        string[][] runs = [[from, path], .. profiles.Select(profile => (string[])[from, path, chosen, profile])];
        foreach (var run in runs)
        {
            if (DefectOf(run, run.Length == 2 ? terminal : silent) is { } defect)
            {
                yield return defect;
            }
        }
    }

    MqttDemoException? DefectOf(string[] options, Terminal shown)
    {
        try
        {
            var arguments = ArgumentReader.Read(options, create(shown));
            arguments.Command.Settings!(arguments);
            return null;
        }
        catch (MqttDemoException e)
        {
            return e;
        }
    }

    async Task PrintPathAsync(string[] options)
    {
        var (path, namedBy) = FindFile(options);
        if (namedBy is not null)
        {
            await terminal.Error.WriteLineAsync($"named by: {namedBy}");
        }
        else
        {
            foreach (var place in Sources.ConfigPlaces)
            {
                await terminal.Error.WriteLineAsync(
                    $"{place}: {(place == path ? "is read" : File.Exists(place) ? "is not read" : "does not exist")}");
            }
        }

        if (path is not null)
        {
            await PrintAsync($"{path}\n");
        }
    }

    (string? Path, string? NamedBy) FindFile(string[] options) =>
        Sources.FindFile(ArgumentReader.Read(options, create(terminal)).GivenSettings());

    SettingsSources Sources => new(appName, terminal.AppFolder, terminal.Variable);

    async Task PrintAsync(string text) => await terminal.Out.WriteAsync(Encoding.UTF8.GetBytes(text));
}
