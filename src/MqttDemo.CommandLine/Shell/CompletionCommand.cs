using System.Text;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Shell;

/// <summary>
/// Prints what makes a shell complete the command lines of an app. The scripts ask the program itself (the word
/// candidates, which is for them alone), so they need not know its options and never fall behind them.
/// </summary>
/// <param name="appName">publisher or subscriber.</param>
/// <param name="terminal">Where it is printed.</param>
/// <param name="declare">Declares the app that is completed.</param>
sealed class CompletionCommand(string appName, Terminal terminal, Func<AppCommand> declare)
{
    const string Candidates = "candidates";

    static readonly (string Word, string Meaning)[] Shells =
    [
        ("bash", "source <({0} completion bash), in ~/.bashrc"),
        ("zsh", "source <({0} completion zsh), in ~/.zshrc after compinit"),
        ("fish", "{0} completion fish > ~/.config/fish/completions/{0}.fish"),
        ("pwsh", "{0} completion pwsh | Out-String | Invoke-Expression, in $PROFILE"),
    ];

    public WordCommand Create() => new(
        "completion", "Prints what a shell needs to complete with TAB.",
        () => [.. Shells.Select(one => (one.Word, string.Format(null, one.Meaning, appName)))], RunAsync);

    async Task<ExitCode> RunAsync(IReadOnlyList<string> words)
    {
        string[] typed = [.. words];
        var text = typed switch
        {
            [Candidates, .. var line] => new Completer(declare(), Profiles).Complete(line).Text(),
            [var shell] when Array.Exists(Shells, one => one.Word == shell) => Script(shell),
            _ => throw Create().Refusal(typed),
        };
        await terminal.Out.WriteAsync(Encoding.UTF8.GetBytes(text));
        return ExitCode.Done;
    }

    string Script(string shell)
    {
        using var resource = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{shell}")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().Replace("{program}", appName, StringComparison.Ordinal);
    }

    IReadOnlyList<string> Profiles(string? configFile) =>
        new SettingsSources(appName, AppContext.BaseDirectory, Environment.GetEnvironmentVariable)
            .Profiles(configFile);
}
