using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Publisher;
using MqttDemo.Subscriber;

namespace MqttDemo.Tests.Infra;

/// <summary>
/// The programs in the test's own process: a twentieth of the time of a start. For runs that end before they
/// connect: help, and sentences about bad input. Relative paths are the test's own.
/// </summary>
static class InProcess
{
    public static Task<AppResult> PublishAsync(
        IEnumerable<string> args, byte[]? input = null, IReadOnlyDictionary<string, string>? environment = null) =>
        RunAsync(PublishCommand.AppName, args, input, environment);

    public static Task<AppResult> SubscribeAsync(params IEnumerable<string> args) =>
        RunAsync(SubscribeCommand.AppName, args);

    /// <param name="app">publisher or subscriber.</param>
    /// <param name="args">The command line.</param>
    /// <param name="input">What is on stdin.</param>
    /// <param name="environment">The environment; nothing of the machine's is in it.</param>
    public static async Task<AppResult> RunAsync(
        string app,
        IEnumerable<string> args,
        byte[]? input = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using var output = new MemoryStream();
        await using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(
            new MemoryStream(input ?? []), output, error, InIsTerminal: false, OutIsTerminal: false)
        {
            ErrorIsTerminal = false,
            Variable = name => name == "XDG_CONFIG_HOME" ? "/nonexistent" : environment?.GetValueOrDefault(name),
            AppFolder = Path.GetDirectoryName(Executables.Publisher)!,
        };
        var code = await CommandLineApp.RunAsync(
            app, app == PublishCommand.AppName ? Declared.CreatePublisher : SubscribeCommand.Create, [.. args],
            terminal);
        return new(code, output.ToArray(), error.ToString());
    }
}
