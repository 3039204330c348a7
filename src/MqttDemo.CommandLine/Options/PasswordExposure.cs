using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>
/// Warns of passwords where others can read them: on the command line, or in an options file that is not one's own.
/// </summary>
/// <param name="args">The command line.</param>
/// <param name="optionsFile">The options file, if there is one.</param>
/// <param name="terminal">Where it would be read.</param>
/// <param name="warn">Takes the warning.</param>
sealed class PasswordExposure(Arguments args, string? optionsFile, Terminal terminal, Action<string> warn)
{
    /// <summary>Warns of each secret among the options.</summary>
    /// <param name="flags">What the command line and the options file give.</param>
    public void Check(SettingsLayer flags)
    {
        var isFileTold = false;
        foreach (var setting in flags.FindSecrets())
        {
            if (args.Of(setting).FirstOrDefault(given => given.Value is not null) is not { } typed)
            {
                // Asked for in the terminal.
                continue;
            }

            if (typed.Place is null)
            {
                // For a user who is typing: a script would say it at each run, and cron would mail it.
                if (!terminal.ErrorIsTerminal)
                {
                    continue;
                }

                var (what, better) = Describe(setting);
                warn($"{what} can be read in the process list; {better} keep it out of there");
            }
            else if (!isFileTold)
            {
                isFileTold = true;
                SettingsSources.WarnIfOthersCanRead(optionsFile!, "it holds a password", warn);
            }
        }
    }

    static (string What, string Better) Describe(Setting setting) => setting.Key switch
    {
        "password" => ("the password given with -P", "--password-file and MQTT_PASSWORD"),
        "broker" => ("the password in --broker", "--password-file and MQTT_PASSWORD"),
        "proxy" => ("the password in --proxy", "ALL_PROXY and config.json"),
        _ => ("the Authorization in --ws-header", "an options file and config.json"),
    };
}
