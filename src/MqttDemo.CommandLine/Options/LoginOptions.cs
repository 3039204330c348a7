using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>Asks for the password that is given without a value.</summary>
static class LoginOptions
{
    public static SettingsLayer Complete(Arguments args, SettingsLayer typed, Terminal terminal)
    {
        var password = Settings.Login.Password;
        return args.Has(password) && typed.Get(password) is null ? typed.With(password, Ask(terminal)) : typed;
    }

    static string Ask(Terminal terminal)
    {
        if (!terminal.InIsTerminal)
        {
            throw Usage(
                "-P without a value asks for the password, and there is no terminal to ask on",
                "use --password-file or MQTT_PASSWORD");
        }

        return PasswordPrompt.Ask(terminal);
    }
}
