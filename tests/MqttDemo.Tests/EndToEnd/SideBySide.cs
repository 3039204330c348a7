using MqttDemo.Client.Topics;
using MqttDemo.Tests.Brokers;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// Gives the same command lines to mosquitto_sub and to subscriber, at the same broker and at the same time, and
/// compares what they print.
/// </summary>
public sealed class SideBySide() : BrokerFixture(new Mosquitto("log_type subscribe"))
{
    int runs;

    /// <summary>The topic filters, with blanks between them, and the other arguments.</summary>
    public sealed record CommandLine(string Filters, params string[] Args)
    {
        public override string ToString() => $"{Filters}: {string.Join(' ', Args)}";

        public int Count(IEnumerable<string> topics)
        {
            var ignored =
                Args.Zip(Args.Skip(1)).Where(pair => pair.First == "-T").Select(pair => pair.Second).ToArray();
            return topics.Count(
                topic => Filters.Split(' ').Any(filter => TopicFilter.Matches(filter, topic))
                    && !ignored.Any(filter => TopicFilter.Matches(filter, topic)));
        }
    }

    /// <summary>What each prints for each command line.</summary>
    public async Task<(CommandLine Line, byte[] Theirs, byte[] Ours)[]> RunAsync(IReadOnlyList<CommandLine> lines)
    {
        var broker = await BrokerAsync();
        await Task.WhenAll(SideBySideMessage.Retained.Select(message => message.PublishAsync(broker.Port)));
        var pairs = lines.Select(
            line => (
                line, Theirs: Start(Executables.Installed("mosquitto_sub"), line, broker),
                Ours: Start(Executables.Subscriber, line, broker)))
            .ToArray();
        foreach (var (_, theirs, ours) in pairs)
        {
            await SubscribedAsync(theirs, broker);
            await SubscribedAsync(ours, broker);
        }

        foreach (var message in SideBySideMessage.Live)
        {
            await message.PublishAsync(broker.Port);
        }

        return await Task.WhenAll(
            pairs.Select(async pair => (pair.line, await EndAsync(pair.Theirs), await EndAsync(pair.Ours))));
    }

    Running Start(string program, CommandLine line, TestBroker broker)
    {
        var id = $"id-{++runs}-";
        var count = line.Count(
            SideBySideMessage.Retained.Concat(SideBySideMessage.Live).Select(message => message.Topic));
        var filters = line.Filters.Split(' ').SelectMany(filter => (string[])["-t", filter]);
        return new(
            id, App.Start(
                program,
                ["-h", "127.0.0.1", "-p", $"{broker.Port}", "-i", id, "-C", $"{count}", .. filters, .. line.Args]));
    }

    /// <summary>
    /// The broker writes down each subscription; who only wants what is retained may have ended by then.
    /// </summary>
    static Task SubscribedAsync(Running running, TestBroker broker) => Until.TrueAsync(
        () => running.App.HasExited || broker.Log.Contains($" {running.Id} ", StringComparison.Ordinal),
        $"{running.Id} to subscribe");

    static async Task<byte[]> EndAsync(Running running)
    {
        await using var app = running.App;
        var result = await app.ExitAsync();
        Assert.True(result.Code == 0, $"{running.Id} ended with {result.Code}: {result.Error}");
        return result.Bytes;
    }

    sealed record Running(string Id, App App);
}
