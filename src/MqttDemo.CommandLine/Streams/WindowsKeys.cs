namespace MqttDemo.CommandLine.Streams;

/// <summary>Keys by .NET's own console.</summary>
sealed class WindowsKeys : ITerminalKeys
{
    public IReadOnlyList<ConsoleKeyInfo> Read()
    {
        List<ConsoleKeyInfo> keys = [];
        while (Console.KeyAvailable)
        {
            keys.Add(Console.ReadKey(intercept: true));
        }

        return keys;
    }

    public void Release()
    {
        // Nothing was changed.
    }

    public void Take()
    {
        // Nothing is to be changed.
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
