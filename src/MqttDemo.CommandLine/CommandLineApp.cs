using System.Text;
using MqttDemo.CommandLine.Help;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Shell;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>Runs an app from its arguments to its exit code; the one place where failures are shown.</summary>
public static class CommandLineApp
{
    /// <param name="appName">publisher or subscriber.</param>
    /// <param name="create">Declares the app.</param>
    /// <param name="args">The command line.</param>
    /// <param name="terminal">Where it is shown.</param>
    public static async Task<int> RunAsync(
        string appName, Func<Terminal, AppCommand> create, IReadOnlyList<string> args, Terminal terminal)
    {
        var isDebug = false;
        try
        {
            SystemLimits.Check();
            ArgumentEncoding.Check(args);
            var app = Declare();
            if (args.Count > 0 && app.Subcommands.FirstOrDefault(sub => sub.Name == args[0]) is WordCommand chosen)
            {
                return (int)await RunAsync(chosen, [.. args.Skip(1)], appName, terminal);
            }

            var arguments = ArgumentReader.Read(args, app);
            isDebug = arguments.Command.Debug is { } debug && arguments.Has(debug);
            return await arguments.Command.Run(arguments);
        }
        catch (OutputClosedException)
        {
            return (int)ExitCode.Done;
        }
        catch (MqttDemoException e)
        {
            return Told(appName, terminal, isDebug, e);
        }
        catch (Exception e) when (SystemLimits.Explain(e) is { } lack)
        {
            return Told(appName, terminal, isDebug, lack);
        }
        catch (Exception e)
        {
            // A bug: told as one, with its trace for a report.
            var messages = new Messages(appName, terminal.Error);
            messages.Error(
                $"internal error: {e.Message}",
                isDebug ? null : "this is a bug; run again with --debug for the stack trace");
            if (isDebug)
            {
                messages.Trace(e);
            }

            return (int)ExitCode.Unforeseen;
        }

        AppCommand Declare()
        {
            var app = create(terminal);
            app.Subcommands.Add(new CompletionCommand(appName, terminal, Declare).Create());
            app.Subcommands.Add(new ConfigCommand(appName, terminal, create).Create());
            app.Subcommands.Add(new ManualCommand(appName, terminal, Declare).Create(app));
            return app;
        }
    }

    static async Task<ExitCode> RunAsync(WordCommand command, string[] typed, string appName, Terminal terminal)
    {
        if (typed is not ["--help" or "-?", .. var topic])
        {
            return await command.RunAsync(typed);
        }

        if (topic is not ([] or [HelpTopic.Everything]))
        {
            throw Usage($"{command.Name} has one page of help, without topics", $"{command.Name} --help shows it");
        }

        await terminal.Out.WriteAsync(Encoding.UTF8.GetBytes(command.Help(appName)));
        return ExitCode.Done;
    }

    static int Told(string appName, Terminal terminal, bool isDebug, MqttDemoException e)
    {
        var messages = new Messages(appName, terminal.Error, spelling: SettingSpelling.For(e));
        messages.Error(e);
        if (isDebug && e.InnerException is { } cause)
        {
            messages.Trace(cause);
        }

        return (int)e.Kind.ToExitCode();
    }
}
