using System.Globalization;

namespace MqttDemo.Tests.Reliability;

/// <summary>A publisher and a subscriber, and the numbers 1 to N between them.</summary>
static class Stream
{
    const string Topic = "numbers";

    /// <summary>
    /// Runs the pair until everything has arrived, and something else has happened too; the two ends may lead through
    /// proxies.
    /// </summary>
    public static async Task<(AppResult Published, AppResult Received)> RunAsync(
        string qos, string version, string toPublisher, string toSubscriber, int count, Func<bool>? isOver = null,
        params string[] ofSubscriber)
    {
        await using var subscriber = await SubscribeAsync(toSubscriber, qos, version, "sub", ofSubscriber);
        await using var publisher = Publish(toPublisher, qos, version);
        await Feed.InStepAsync(publisher, count, subscriber);
        var published = await publisher.ExitAsync();
        if (published.Code == 0)
        {
            await subscriber.UntilDistinctAsync(count);
            await Until.TrueAsync(isOver ?? (() => true), "what else is to happen");
        }

        return (published, await EndAsync(subscriber));
    }

    public static Task<App> SubscribeAsync(
        string broker, string qos, string version, string id = "sub", params string[] more) =>
        App.SubscribedAsync(["-b", broker, "-t", Topic, "-q", qos, "-V", version, "--retry", .. App.Kept(id), .. more]);

    public static App Publish(string broker, string qos, string version, string id = "pub", params string[] more) =>
        App.Publisher(["-b", broker, "-t", Topic, "-q", qos, "-V", version, "--retry", "-l", .. App.Kept(id), .. more]);

    /// <summary>
    /// Publishes numbers above the last until one comes out, which at QoS 0 not every one does while a connection is
    /// being made.
    /// </summary>
    public static async Task MarkEndAsync(string[] to, App subscriber, int last)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var marker = last + 1; subscriber.HighestSoFar <= last; marker++)
        {
            Assert.False(
                subscriber.HasExited || watch.Elapsed > App.Patience,
                $"no number above {last} has come out; the subscriber said: {subscriber.Error}");
            (await App.PublishAsync([.. to, "-m", $"{marker}"])).ShouldBeSilentSuccess();
        }
    }

    /// <summary>Interrupts a subscriber that has everything.</summary>
    public static async Task<AppResult> EndAsync(App subscriber)
    {
        subscriber.Signal("INT");
        return await subscriber.ExitAsync();
    }

    /// <summary>The numbers of an output, in order; a last line that was cut off does not count.</summary>
    public static int[] Numbers(byte[] output) =>
        [.. System.Text.Encoding.ASCII.GetString(output, 0, Array.LastIndexOf(output, (byte)'\n') + 1)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(
                line => int.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>All of them, at least once each.</summary>
    public static void ShouldBeComplete(int count, IEnumerable<int> received)
    {
        var missing = Enumerable.Range(1, count).Except(received).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} of {count} are missing, {missing.FirstOrDefault()} first");
    }

    /// <summary>In their order, and none twice.</summary>
    public static void ShouldAscend(int[] received)
    {
        for (var i = 1; i < received.Length; i++)
        {
            Assert.True(
                received[i] > received[i - 1],
                $"{received[i]} came after {received[i - 1]}, in place {i + 1} of {received.Length}");
        }
    }

    /// <summary>The number before these words in what a program has said; 0 when it has not said them.</summary>
    public static int NumberBefore(string words, string text)
    {
        var end = text.IndexOf(words, StringComparison.Ordinal);
        return end < 0 ? 0 : int.Parse(text[..end].TrimEnd().Split(' ', '\n')[^1], CultureInfo.InvariantCulture);
    }
}
