using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>Warns of passwords where others can read them: on the command line, or in an options file that is not one's own.</summary>
/// <param name="args">The command line.</param>
/// <param name="optionsFile">The options file, if there is one.</param>
/// <param name="warn">Takes the warning.</param>
sealed class PasswordExposure(ParseResult args, string? optionsFile, Action<string> warn)
{
    bool isFileTold;

    /// <summary>An option holds a password.</summary>
    /// <param name="option">Its name.</param>
    /// <param name="what">The password, as the beginning of a sentence.</param>
    /// <param name="better">Where it would be kept to oneself.</param>
    public void Tell(string option, string what, string better)
    {
        if (OptionPlaces.Find(args, option) is null)
        {
            warn($"{what} can be read in the process list; {better} keep it out of there");
        }
        else if (!isFileTold)
        {
            isFileTold = true;
            SettingsSources.WarnIfOthersCanRead(optionsFile!, "it holds a password", warn);
        }
    }
}
