using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

sealed class LoginOptions : IOptionGroup
{
    readonly Option<string?> username = NewOption.Text("name", "The user name.", "--username", "-u");

    readonly Option<string?> password = NewOption.OptionalText(
        "password", "The password; without a value it is asked for. Others can see it in the process list.", "--password", "-P", "--pw");

    readonly Option<string?> passwordFile = NewOption.Text("file", "A file whose first line is the password (or set MQTT_PASSWORD).", "--password-file");

    readonly Option<string?> method = NewOption.Text(
        "method", $"Enhanced authentication (MQTT 5): {ConnectProperties.ScramSha256} proves the password without sending it.", "--auth-method");

    public string Title => "Login";

    public IReadOnlyList<Option> Options => [username, password, passwordFile, method];

    public SettingsLayer Read(ParseResult args, SettingsLayer layer, Terminal terminal) => layer with
    {
        Username = args.GetValue(username),
        Password = ReadPassword(args, terminal),
        PasswordFile = args.GetValue(passwordFile),
        AuthenticationMethod = args.GetValue(method),
    };

    string? ReadPassword(ParseResult args, Terminal terminal) => args.GetResult(password) switch
    {
        null or { Implicit: true } => null,
        { Tokens.Count: 0 } => Ask(terminal),
        _ => args.GetValue(password),
    };

    static string Ask(Terminal terminal)
    {
        if (!terminal.InIsTerminal)
        {
            throw Usage("-P without a value asks for the password, and there is no terminal to ask at", "use --password-file or MQTT_PASSWORD");
        }

        return PasswordPrompt.Ask(terminal);
    }
}
