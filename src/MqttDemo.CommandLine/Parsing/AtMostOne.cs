namespace MqttDemo.CommandLine.Parsing;

/// <summary>Options that cannot be used together.</summary>
public static class AtMostOne
{
    /// <summary>Checks that no two are given.</summary>
    /// <param name="names">Each by its name, or null where it is not given.</param>
    /// <param name="clash">What two of them are or do: "are two paces".</param>
    /// <param name="hint">What to do then.</param>
    /// <exception cref="Config.MqttDemoException">Two are given (exit code 2); the error names them.</exception>
    public static void Check(IEnumerable<string?> names, string clash, string hint = "give one")
    {
        if (names.OfType<string>().ToArray() is [var first, var second, ..])
        {
            throw Usage($"{first} and {second} {clash}", hint);
        }
    }
}
