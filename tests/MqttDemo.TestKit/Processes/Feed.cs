namespace MqttDemo.TestKit.Processes;

/// <summary>Gives a publisher the numbers 1, 2, 3..., a line each, as a pipeline does: not all at once.</summary>
static class Feed
{
    const int Block = 250;

    /// <summary>
    /// Never more than this many ahead of what has come out at the other end, so that the broker's own queue is not
    /// what is tested.
    /// </summary>
    const int Ahead = 8_000;

    /// <summary>Keeps pace with a subscriber.</summary>
    public static async Task InStepAsync(App publisher, int count, App subscriber) => await WriteAsync(
        publisher, count, from => Until.TrueAsync(
            () => from - subscriber.HighestSoFar < Ahead || publisher.HasExited, $"line {from - Ahead} to arrive"));

    /// <summary>Keeps a steady pace.</summary>
    public static async Task SteadilyAsync(App publisher, int count, int blocksInASecond = 250) =>
        await WriteAsync(publisher, count, _ => Task.Delay(1_000 / blocksInASecond));

    /// <summary>As fast as the publisher reads.</summary>
    public static Task AtOnceAsync(App publisher, int count) => WriteAsync(publisher, count, _ => Task.CompletedTask);

    static async Task WriteAsync(App publisher, int count, Func<int, Task> pause)
    {
        try
        {
            for (var from = 1; from <= count; from += Block)
            {
                await publisher.TypeAsync(
                    string.Concat(
                        Enumerable.Range(from, Math.Min(Block, count - from + 1)).Select(number => $"{number}\n")));
                await pause(from);
            }

            publisher.Input.Close();
        }
        catch (IOException)
        {
            // The publisher has ended before its input; its exit code is what counts.
        }
    }
}
