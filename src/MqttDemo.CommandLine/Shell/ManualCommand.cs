using System.Text;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Shell;

/// <summary>Prints the pages of the manual, made of the same declarations as the help.</summary>
/// <param name="appName">publisher or subscriber.</param>
/// <param name="terminal">Where they are printed.</param>
/// <param name="declare">Declares the app.</param>
sealed class ManualCommand(string appName, Terminal terminal, Func<AppCommand> declare)
{
    const string Config = "config";

    /// <summary>All pages, as man names them.</summary>
    static readonly string[] Pages = ["publisher(1)", "publisher-request(1)", "subscriber(1)", "mqttdemo-config(5)"];

    /// <param name="app">The app, with its other commands.</param>
    public WordCommand Create(AppCommand app) => new(
        "manual", "Prints a page of the manual; man -l shows it.",
        () =>
        [
            (appName, $"{appName} manual {appName} | man -l -"),
            .. app.Subcommands.OfType<Subcommand>().Select(
                sub => (sub.Name, $"{appName} manual {sub.Name} | man -l -")),
            (Config, $"{appName} manual {Config} | man -l -, for config.json"),
        ],
        RunAsync);

    async Task<ExitCode> RunAsync(IReadOnlyList<string> words)
    {
        var text = Page(declare(), words.Count == 1 ? words[0] : "") ?? throw Create(declare()).Refusal(words);
        await terminal.Out.WriteAsync(Encoding.UTF8.GetBytes(text));
        return ExitCode.Done;
    }

    string? Page(AppCommand app, string word) => word switch
    {
        Config => ConfigManual.Text(Others($"{ConfigManual.Name}(5)")),
        _ when word == appName => new ProgramManual(app, appName, Others($"{appName}(1)")).Text(),
        _ => app.Subcommands.OfType<Subcommand>().FirstOrDefault(sub => sub.Name == word) is { } chosen
            ? new ProgramManual(chosen.Declare(), $"{appName} {word}", Others($"{appName}-{word}(1)")).Text()
            : null,
    };

    static string[] Others(string page) => [.. Pages.Where(one => one != page)];
}
