namespace MqttDemo.CommandLine;

/// <summary>
/// Where an app reads and writes. Handed in, so that tests hold the other ends. Messages go to Out, everything else to Error.
/// </summary>
public sealed record Terminal(Stream In, Stream Out, TextWriter Error, bool InIsTerminal, bool OutIsTerminal)
{
    public static Terminal System =>
        new(Console.OpenStandardInput(), new StandardOutput(), Console.Error, !Console.IsInputRedirected, !Console.IsOutputRedirected);

    /// <summary>Error leads to a terminal in which a line can be erased. Asked late, by what takes long: it is not free.</summary>
    public static bool CanShowStatus => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Completes when whoever reads Out has gone away, where the system tells without a write.</summary>
    public Task WhenOutCloses() => Out is StandardOutput output ? output.WhenReaderLeaves() : Task.Delay(Timeout.Infinite);
}
