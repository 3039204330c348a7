using System.IO.Pipes;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>What is sent from one publisher to one subscriber, both as whole processes.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="Input">The file they come from.</param>
/// <param name="QualityOfService">0, 1 or 2.</param>
sealed record Transfer(long Messages, string Input, int QualityOfService)
{
    /// <summary>How long nothing may come before a run has failed.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    static int runs;

    /// <summary>The input is one message, not one for each line.</summary>
    public bool IsOneMessage { get; init; }

    /// <summary>Other topic filters of the subscriber, which match nothing.</summary>
    public int OtherFilters { get; init; }

    /// <summary>What both programs are told besides, such as a CA file.</summary>
    public string[] ConnectionArgs { get; init; } = [];

    /// <summary>Runs it once: from the start of the publisher to the end of the subscriber.</summary>
    public async Task<TransferEnd> RunAsync(Tools tools, MeasuredBroker broker, Workspace workspace)
    {
        var topic = $"benchmark/{++runs}";
        var path = workspace.File("output");
        using var output = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        string[] common = ["-h", "localhost", "-p", $"{broker.Port}", "-q", $"{QualityOfService}", .. ConnectionArgs];
        var others = Enumerable.Range(0, OtherFilters).SelectMany(i => (string[])["-t", $"other/{i}/+"]);
        string[] subscriberArgs = [
            .. common, .. others, "-t", topic, "-C", $"{Messages}", .. IsOneMessage ? (string[])["-N"] : []];
        var subscriber = ChildProcess.Start(tools.Subscriber, subscriberArgs, null, output);
        var subscribing = subscriber.WaitAsync();
        await broker.SubscribedAsync(topic);

        var before = broker.ProcessorTime;
        var publisher = IsOneMessage
            ? ChildProcess.Start(tools.Publisher, [.. common, "-t", topic, "-f", Input])
            : PublishLines(tools, [.. common, "-t", topic, "-l"]);
        var publishing = publisher.WaitAsync();
        await EndedAsync(Task.WhenAll(publishing, subscribing), [publisher, subscriber], path);
        var (publisherEnd, subscriberEnd) = (await publishing, await subscribing);
        return new TransferEnd(Messages, publisherEnd, subscriberEnd, Failure(publisherEnd, subscriberEnd, path))
        {
            BrokerTime = broker.ProcessorTime - before,
        };
    }

    ChildProcess PublishLines(Tools tools, string[] args)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        using var input = File.OpenHandle(Input);
        ChildProcess.Start("cat", [], input, pipe.SafePipeHandle).Abandon();
        return ChildProcess.Start(tools.Publisher, args, pipe.ClientSafePipeHandle);
    }

    /// <summary>Programs that wait for what does not come any more are ended.</summary>
    static async Task EndedAsync(Task ending, IReadOnlyList<ChildProcess> programs, string output)
    {
        var length = -1L;
        while (await Task.WhenAny(ending, Task.Delay(Patience)) != ending)
        {
            var now = new FileInfo(output).Length;
            if (now == length)
            {
                foreach (var program in programs)
                {
                    program.Kill();
                }

                return;
            }

            length = now;
        }
    }

    string? Failure(ProcessEnd publisher, ProcessEnd subscriber, string output) => this switch
    {
        _ when publisher.ExitCode != 0 => $"the publisher ended with {publisher.ExitCode}",
        _ when Workspace.AreEqual(Input, output) =>
            subscriber.ExitCode == 0 ? null : $"the subscriber ended with {subscriber.ExitCode}",
        { IsOneMessage: true } => "what came out is not what went in",
        _ => $"{File.ReadLines(output).LongCount()} of {Messages} lines came out, and the publisher ended with 0",
    };
}
