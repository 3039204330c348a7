using System.Text;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine.Help;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>The option groups that both apps have, and the way from all sources to one set of settings.</summary>
/// <param name="program">The program; the settings say which of them it has.</param>
/// <param name="sent">The packets that the command sends, in the words of -D, besides those that every client sends:
/// publish, subscribe, unsubscribe.</param>
public sealed class ConnectionOptions(Programs program, params IReadOnlyList<string> sent)
{
    readonly string appName = program == Programs.Subscriber ? "subscriber" : "publisher";
    readonly PropertyOptions properties = new(sent);
    readonly GeneralOptions general = new();

    /// <summary>Declares a command: its options in groups, help that shows them so, and what it does.</summary>
    /// <param name="name">What is typed to run it.</param>
    /// <param name="description">What it does, as one sentence.</param>
    /// <param name="examples">Command lines.</param>
    /// <param name="own">The groups that come before the shared ones.</param>
    /// <param name="terminal">Where warnings go and passwords come from.</param>
    /// <param name="run">What it does with what is typed and the settings in force, to its exit code.</param>
    /// <param name="check">Refuses settings that it cannot run with, as the run does.</param>
    /// <param name="replaced">The settings in whose place something is given.</param>
    public AppCommand Declare(
        string name,
        string description,
        IReadOnlyList<string> examples,
        IReadOnlyList<IOptionGroup> own,
        Terminal terminal,
        Func<Arguments, RunContext, Task<ExitCode>> run,
        Action<Arguments, RunContext>? check = null,
        Func<Arguments, IReadOnlyList<Setting>>? replaced = null)
    {
        IReadOnlyList<IOptionGroup> groups =
        [
            .. own,
            .. SharedGroups.All,
            properties,
            general,
        ];
        return new(name, description, new(groups, program, appName))
        {
            SampleRun = SharedGroups.SampleRun(program),
            Help = general.Help,
            OptionsFile = general.OptionsFile,
            Debug = general.Debug,
            Examples = examples,
            Settings = args => ReadChecked(args, terminal, check),
            Replaced = replaced ?? (static _ => []),
            Run = args => RunAsync(args, terminal, run),
        };
    }

    /// <summary>Reads the settings in force and runs with them.</summary>
    async Task<int> RunAsync(
        Arguments args, Terminal terminal, Func<Arguments, RunContext, Task<ExitCode>> run)
    {
        var fullName = args.Command.Name == appName ? appName : $"{appName} {args.Command.Name}";
        if (general.Shown(args, new CommandHelp(args.Command, fullName)) is { } text)
        {
            // On stdout, whatever the app's own output is.
            await terminal.Out.WriteAsync(Encoding.UTF8.GetBytes(text));
            return (int)ExitCode.Done;
        }

        return (int)await UseAsync(args, terminal, context => run(args, context));
    }

    /// <summary>The settings in force, as the run would take them.</summary>
    MqttSettings ReadChecked(Arguments args, Terminal terminal, Action<Arguments, RunContext>? check)
    {
        return UseAsync(args, terminal, Check).GetAwaiter().GetResult();

        Task<MqttSettings> Check(RunContext context)
        {
            check?.Invoke(args, context);
            return Task.FromResult(context.Settings);
        }
    }

    /// <summary>A failure with settings says where those that were not typed come from.</summary>
    async Task<T> UseAsync<T>(Arguments args, Terminal terminal, Func<RunContext, Task<T>> use)
    {
        var context = Read(args, terminal);
        try
        {
            return await use(context);
        }
        catch (MqttDemoException e)
        {
            throw e.With(PortAsPassword.Hint(e, args)).From(context.Settings.Origins);
        }
    }

    RunContext Read(Arguments args, Terminal terminal)
    {
        var given = properties.Read(args);
        var flags = Flags(args, given, terminal);
        var sources = new SettingsSources(appName, terminal.AppFolder, terminal.Variable)
        {
            TypedAs = args.NameOf,
            Placed = args.FindPlace,
        };
        var (settings, messages) = Read(sources, flags, args, terminal);
        if (args.Has(general.Debug))
        {
            Trace(settings.Origins, messages);
        }

        new PasswordExposure(args, args.GetValue(general.OptionsFile), terminal, sentence => messages.Advice(sentence))
            .Check(flags);
        if (settings.Connection.Tls is { AcceptsAnybody: true })
        {
            messages.Advice(
                $"{Settings.Tls.Insecure.Named} accepts any certificate: anyone in between can read and change "
                + $"everything");
        }

        return new(
            settings with { Connection = Complete(settings, given) }, given, messages, terminal,
            args.Has(general.Debug));
    }

    /// <summary>
    /// The settings in force, and who speaks from now on: that may be quiet because a setting says so.
    /// </summary>
    (MqttSettings Settings, Messages Messages) Read(
        SettingsSources sources, SettingsLayer flags, Arguments args, Terminal terminal)
    {
        var advice = new List<string>();
        var isTyped = args.Values(RunSettings.Quiet).Contains((RunSettings.Quiet, true));
        var isQuiet = isTyped;
        try
        {
            var settings = sources.Read(flags, advice.Add);
            isQuiet = settings.Run.Get(RunSettings.Quiet) ?? false;
            return (settings, new(appName, terminal.Error, isQuiet, isTyped, new(settings.Origins)));
        }
        finally
        {
            var early = new Messages(appName, terminal.Error, isQuiet);
            advice.ForEach(sentence => early.Advice(sentence));
        }
    }

    static void Trace(SettingOrigins origins, Messages messages)
    {
        foreach (var line in origins.Lines())
        {
            messages.Trace($"settings of {line}");
        }
    }

    /// <summary>An option stands beside an older version.</summary>
    public static MqttDemoException NeedsMqtt5(string option) =>
        Usage($"{option} needs MQTT 5, and -V asks for an older version", "leave out one of them");

    SettingsLayer Flags(Arguments args, GivenProperties given, Terminal terminal)
    {
        var flags = Broker(LoginOptions.Complete(args, args.GivenSettings(), terminal));
        flags = Same(
            flags, Settings.Session.Expiry, given.SessionExpiryInterval,
            "-x and -D connect session-expiry-interval are the same");
        flags = Same(
            flags, Settings.Login.Method, given.Connect?.AuthenticationMethod,
            "--auth-method and -D connect authentication-method are the same");
        if (given == GivenProperties.None && flags.Get(Settings.Session.DisconnectReason) is null)
        {
            return flags;
        }

        return flags.Get(Settings.Session.Version) is null or ProtocolVersion.Mqtt5
            ? flags.With(Settings.Session.Version, ProtocolVersion.Mqtt5)
            : throw NeedsMqtt5(properties.FirstGiven(args) ?? Settings.Session.DisconnectReason.Options[0]);
    }

    /// <summary>A property that is a setting too.</summary>
    static SettingsLayer Same<T>(SettingsLayer flags, Setting<T> setting, T property, string clash) =>
        property is null || flags.Get(setting) is null ? flags.With(setting, property) : throw Usage(clash);

    /// <summary>
    /// A path is taken as it is: not from the top, or with a comma or a blank in it, it would be no broker's spelling.
    /// </summary>
    static SettingsLayer Broker(SettingsLayer flags) => flags.Get(Settings.Broker.Unix) switch
    {
        null => flags,
        "" => throw Usage("the path of --unix is empty"),
        var path when path.Contains('\0', StringComparison.Ordinal) =>
            throw Usage("the path of --unix contains a NUL character"),
        var path => flags.With(
            Settings.Broker.Address,
            "unix://" + string.Join('/', Path.GetFullPath(path).Split('/').Select(Uri.EscapeDataString))),
    };

    /// <summary>The settings with what only the command line can give.</summary>
    static ConnectionSettings Complete(MqttSettings settings, GivenProperties given)
    {
        var (connection, sent, reason) =
            (settings.Connection, given.Disconnect, settings.Run.Get(Settings.Session.DisconnectReason));
        if (connection.SessionExpiry == 0 && sent?.SessionExpiryInterval > 0)
        {
            throw Usage(
                "a session that expires at once cannot be prolonged by the DISCONNECT", "MQTT 5, section 3.14.2.2.2");
        }

        return connection with
        {
            Connect = Connect(given.Connect, connection.Connect?.AuthenticationMethod),
            Disconnect = reason is null ? sent : (sent ?? new()) with { ReasonCode = reason.Value },
            Will = Will(connection.Will, given),
        };
    }

    /// <param name="given">What -D gives.</param>
    /// <param name="method">The method of the authentication, from any source.</param>
    static ConnectProperties? Connect(ConnectProperties? given, string? method)
    {
        if (given?.AuthenticationData is not null && method is (null or ConnectProperties.ScramSha256))
        {
            throw method is null
                ? Usage(
                    "-D connect authentication-data needs a method too",
                    "give it with --auth-method (MQTT 5, section 3.1.2.11.10)")
                : Usage(
                    $"{method} works out its authentication data by itself",
                    "leave -D connect authentication-data out");
        }

        return given is null && method is null ? null : (given ?? new()) with { AuthenticationMethod = method };
    }

    static WillSettings? Will(WillSettings? will, GivenProperties given)
    {
        if (will is null)
        {
            return given.Will is null && given.WillDelayInterval is null
                ? null
                : throw Usage("-D will needs a will", "give its topic with --will-topic");
        }

        if (TopicName.Defect(will.Topic) is { } defect)
        {
            throw Usage($"the will cannot go to the topic '{TerminalText.Shorten(will.Topic)}': {defect}");
        }

        return will with { DelayInterval = given.WillDelayInterval ?? will.DelayInterval, Properties = given.Will };
    }
}
