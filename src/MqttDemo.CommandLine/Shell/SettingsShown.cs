using System.Text;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Shell;

/// <summary>The settings in force and the other options that are given, a line for each, with its origin.</summary>
static class SettingsShown
{
    const int OriginColumn = 44;

    /// <param name="arguments">The command line.</param>
    /// <param name="inForce">The settings, with all sources.</param>
    public static string Text(Arguments arguments, IEnumerable<SettingInForce> inForce)
    {
        var known = arguments.Command.Known;
        HashSet<Setting> replaced = [.. arguments.Command.Replaced(arguments)];
        var text = new StringBuilder();
        foreach (var one in inForce.Where(one => known.Find(one.Setting.Options[0], out _)))
        {
            if (arguments.All.Where(given => IsOwn(given, one.Setting)).ToList() is { Count: > 0 } own)
            {
                var values = string.Join(", ", own.Select(given => given.Words[0]));
                Add(text, $"{one.Setting.Key} = {values}", string.Join("; ", own.Select(OriginOf).Distinct()));
            }
            else if (one.IsChosenForTheRun || !replaced.Contains(one.Setting))
            {
                Add(text, $"{one.Setting.Key} = {one.Text}", one.Origin);
            }
        }

        foreach (var given in arguments.All.Where(given => !IsShown(given)))
        {
            Add(text, string.Join(' ', [given.Option.Name, .. given.ShownWords]), OriginOf(given));
        }

        return text.ToString();
    }

    static void Add(StringBuilder text, string what, string origin) =>
        text.Append(TerminalText.Escape(what).PadRight(OriginColumn)).Append($" # {origin}\n");

    static string OriginOf(GivenOption given) => given.Place ?? SettingsSources.CommandLine;

    /// <summary>The program's own option in place of that of a setting: a subscriber's -t, a publisher's -m.</summary>
    static bool IsOwn(GivenOption given, Setting setting) =>
        given.Setting is null && setting.HasOption(given.Option.Name);

    static bool IsShown(GivenOption given) => given.Setting is { } setting
        ? !setting.IsOptionOnly
        : Settings.OfFile.Any(one => IsOwn(given, one));
}
