using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>The option groups that both apps have, and the way from all sources to one set of settings.</summary>
public sealed class ConnectionOptions(string appName)
{
    readonly BrokerOptions broker = new();
    readonly LoginOptions login = new();
    readonly TlsOptions tls = new();
    readonly NetworkOptions network = new();
    readonly SessionOptions session = new(appName);
    readonly GeneralOptions general = new();

    /// <summary>A command with the app's own groups before the shared ones, and help that shows them as they are grouped.</summary>
    public RootCommand CreateCommand(string description, IReadOnlyList<string> examples, params IReadOnlyList<IOptionGroup> own)
    {
        IReadOnlyList<IOptionGroup> groups = [.. own, broker, login, tls, network, session, general];
        general.Help.Action = new GroupedHelp(appName, description, examples, groups);
        var command = new RootCommand(description);
        command.Directives.Clear();
        command.Options.Clear();
        foreach (var option in groups.SelectMany(group => group.Options))
        {
            command.Options.Add(option);
        }

        return command;
    }

    /// <summary>The settings in force and the way to speak about them.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="topic">The topic given with an option of the app, which comes before all others.</param>
    /// <param name="terminal">Where warnings go and passwords come from.</param>
    public RunContext Read(ParseResult args, string? topic, Terminal terminal)
    {
        var messages = new Messages(appName, terminal.Error, general.IsQuiet(args));
        var flags = session.Read(args, network.Read(args, tls.Read(args, login.Read(args, broker.Read(args, new SettingsLayer(Topic: topic)), terminal, messages)), messages));
        var sources = new SettingsSources(appName, AppContext.BaseDirectory, Environment.GetEnvironmentVariable);
        var settings = sources.Read(flags, general.ConfigFile(args), general.Profile(args), messages.Warning);
        if (flags.Broker is { } given && BrokerReference.ParseList(given).Any(reference => reference.Credentials?.Password is not null))
        {
            messages.Warning("the password in --broker can be read in the process list; --password-file and MQTT_PASSWORD keep it out of there");
        }

        if (settings.Connection.Tls is { AcceptsAnybody: true })
        {
            messages.Warning("--insecure accepts any certificate: whoever is in between can read and change everything");
        }

        return new(settings, messages, terminal, general.IsDebug(args));
    }
}
