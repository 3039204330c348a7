using System.Globalization;
using System.Text;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine;

namespace MqttDemo.Subscriber.Handling;

/// <summary>--message-rate: each second, how many messages came in it.</summary>
sealed class RateMeter : IMessageSink
{
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
        writing = WriteAsync(time);
    }

    public void Add(in ReceivedMessage message) => Interlocked.Increment(ref count);

    public void Flush()
    {
        // A message that has been counted has been dealt with.
    }

    public void Dispose()
    {
        disposing.Cancel();
        writing.GetAwaiter().GetResult();
        disposing.Dispose();
    }

    async Task WriteAsync(TimeProvider time)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await second.WaitForNextTickAsync(disposing.Token))
            {
                Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Exchange(ref count, 0)} msgs/s\n"), output);
                output.Flush();
            }
        }
        catch (OperationCanceledException) when (disposing.IsCancellationRequested)
        {
            // Done.
        }
        catch (Exception e)
        {
            fail(e);
        }
    }
}
