using System.Globalization;
using System.Text;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Output;

namespace MqttDemo.Subscriber.Handling;

/// <summary>--message-rate: each second, how many messages came in it.</summary>
sealed class RateMeter : IMessageSink
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly StreamOutput output;
    readonly Action<Exception> fail;
    readonly CancellationTokenSource disposing = new();
    readonly Task writing;
    long count;

    /// <param name="output">Where to.</param>
    /// <param name="fail">Is called when it cannot be written.</param>
    /// <param name="time">The clock.</param>
    public RateMeter(StreamOutput output, Action<Exception> fail, TimeProvider time)
    {
        (this.output, this.fail) = (output, fail);
        // In the pool: Dispose waits for it.
        writing = Task.Run(() => WriteAsync(time));
    }

    public bool Completes => true;

    public void Add(in ReceivedMessage message) => Interlocked.Increment(ref count);

    public void Flush()
    {
        // A message that has been counted has been dealt with.
    }

    /// <summary>The rest of a second is written too: nothing that has been counted is left out.</summary>
    public void Complete() => End();

    public void Dispose()
    {
        if (End())
        {
            disposing.Dispose();
        }
    }

    /// <summary>With a limit: a reader that is stopped would hold it forever.</summary>
    bool End() => Task.WaitAll([disposing.CancelAsync(), writing], Patience);

    async Task WriteAsync(TimeProvider time)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await IsNextAsync(second))
            {
                Write(Interlocked.Exchange(ref count, 0));
            }

            if (Interlocked.Exchange(ref count, 0) is > 0 and var rest)
            {
                Write(rest);
            }
        }
        catch (Exception e)
        {
            fail(e);
        }
    }

    /// <summary>False when it is the end that has come, and not the next second.</summary>
    async Task<bool> IsNextAsync(PeriodicTimer second)
    {
        try
        {
            return await second.WaitForNextTickAsync(disposing.Token);
        }
        catch (OperationCanceledException) when (disposing.IsCancellationRequested)
        {
            return false;
        }
    }

    void Write(long messages)
    {
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{messages} msgs/s\n"), output);
        output.Flush();
    }
}
