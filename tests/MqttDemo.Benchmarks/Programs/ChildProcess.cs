using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>
/// A process that is measured. Not a <see cref="Process"/>: that tells no processor time of one that has ended, and
/// takes longer to start one than some of those measured here take to run.
/// </summary>
sealed class ChildProcess
{
    static readonly string[] Inherited =
    [
        .. from DictionaryEntry variable in Environment.GetEnvironmentVariables()
           let name = (string)variable.Key
           where !App.IsOfTheMachine(name)
           select $"{name}={variable.Value}",
        // No config file of the machine's user.
        "XDG_CONFIG_HOME=/nonexistent",
    ];

    /// <summary>How often the memory is looked up: a short run lasts no longer.</summary>
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    /// <summary>And after as many of them, so that the looking takes nothing from those that are measured.</summary>
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    const int Glances = 40;

    readonly int processId;
    long peakBytes;
    volatile bool hasEnded;

    ChildProcess(int processId, long started)
    {
        this.processId = processId;
        Started = started;
    }

    /// <summary>When it was started, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Started { get; }

    /// <summary>Starts a program; a stream that is null is /dev/null.</summary>
    public static ChildProcess Start(string program, string[] args, SafeHandle? input = null, SafeHandle? output = null)
    {
        using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
        var started = Stopwatch.GetTimestamp();
        return new(SystemCalls.Spawn(program, args, Inherited, input ?? nowhere, output ?? nowhere, nowhere), started);
    }

    /// <summary>Waits for its end on this thread.</summary>
    public ProcessEnd Wait()
    {
        var (exitCode, processorTime) = SystemCalls.Wait(processId);
        hasEnded = true;
        return new ProcessEnd(exitCode, Started, Stopwatch.GetTimestamp(), processorTime, peakBytes);
    }

    /// <summary>Waits for its end and watches its memory meanwhile.</summary>
    public async Task<ProcessEnd> WaitAsync()
    {
        using var ended = new CancellationTokenSource();
        var watching = WatchMemoryAsync(ended.Token);
        var end = await Task.Factory.StartNew(
            Wait, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await ended.CancelAsync();
        await watching;
        return end with { PeakBytes = peakBytes };
    }

    /// <summary>Leaves it to end when it will, and no zombie behind.</summary>
    public void Abandon() =>
        _ = Task.Factory.StartNew(Wait, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>
    /// With SIGKILL: mosquitto_sub does not always end on SIGTERM, for example when its connection has just been
    /// closed.
    /// </summary>
    public void Kill()
    {
        // Its identifier may be another's by now.
        if (!hasEnded)
        {
            Signals.Send(processId, "KILL");
        }
    }

    /// <summary>
    /// The rusage of a spawned process begins with the memory of the one that spawned it, so its own peak is looked up
    /// while it runs.
    /// </summary>
    async Task WatchMemoryAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Glance);
        try
        {
            var looks = 0;
            do
            {
                peakBytes = Math.Max(peakBytes, (long)(1024 * 1024 * (App.PeakMegabytesOf(processId) ?? 0)));
                timer.Period = ++looks < Glances ? Glance : Look;
            }
            while (await timer.WaitForNextTickAsync(ended));
        }
        catch (OperationCanceledException)
        {
            // The process has ended, and with it its memory.
        }
    }
}
