using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>A command line in which every argument means what was typed.</summary>
/// <param name="Arguments">The command, if one is chosen, and then one for each option.</param>
/// <param name="Places">File and line of the options that come from an options file, by their names.</param>
sealed record LiteralCommandLine(string[] Arguments, IReadOnlyDictionary<string, string> Places)
{
    /// <exception cref="MqttDemoException">A value makes no sense (exit code 2).</exception>
    public ParseResult Parse(Command command)
    {
        var configuration = new OptionPlaces(Places) { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        var parsed = command.Parse(Arguments, configuration);
        return parsed.Errors is [var error, ..] ? throw Usage(configuration.Describe(error), "--help lists the options") : parsed;
    }
}
