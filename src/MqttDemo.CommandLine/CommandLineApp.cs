using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>Runs an app from its arguments to its exit code; the one place where failures are shown.</summary>
public static class CommandLineApp
{
    /// <param name="appName">publisher or subscriber.</param>
    /// <param name="create">
    /// Declares the app. Not as the library's RootCommand: that looks up the texts of its own options for help and version at every start, which takes
    /// longer than everything else about the command line.
    /// </param>
    /// <param name="args">The command line.</param>
    /// <param name="terminal">Where it is shown.</param>
    public static async Task<int> RunAsync(string appName, Func<Terminal, Command> create, IReadOnlyList<string> args, Terminal terminal)
    {
        var isDebug = false;
        try
        {
            SystemLimits.Check();
            ArgumentEncoding.Check(args);
            var command = create(terminal);
            var literal = LiteralArguments.Rewrite(args, command);
            isDebug = literal.Arguments.Contains("--debug");
            return await InvokeAsync(literal.Parse(command), terminal);
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
            // A bug: told as one, with its trace for whoever wants to report it.
            var messages = new Messages(appName, terminal.Error);
            messages.Error($"internal error: {e.Message}", isDebug ? null : "this is a bug; run again with --debug for the stack trace");
            if (isDebug)
            {
                messages.Trace(e);
            }

            return (int)ExitCode.Unforeseen;
        }
    }

    static int Told(string appName, Terminal terminal, bool isDebug, MqttDemoException e)
    {
        var messages = new Messages(appName, terminal.Error);
        messages.Error(e);
        if (isDebug && e.InnerException is { } cause)
        {
            messages.Trace(cause);
        }

        return (int)e.Kind.ToExitCode();
    }

    static async Task<int> InvokeAsync(ParseResult parsed, Terminal terminal)
    {
        // Help and version go to stdout, whatever the app's own output is.
        await using var output = new StreamWriter(terminal.Out, leaveOpen: true) { AutoFlush = true };
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }
}
