using System.Diagnostics;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>How a process ended and what it took.</summary>
/// <param name="ExitCode">128 and the number of the signal that killed it, if one did.</param>
/// <param name="Started">In ticks of <see cref="Stopwatch"/>.</param>
/// <param name="Ended">In ticks of <see cref="Stopwatch"/>.</param>
/// <param name="ProcessorTime">User and system.</param>
/// <param name="PeakBytes">The most memory it had; 0 where nobody looked.</param>
readonly record struct ProcessEnd(int ExitCode, long Started, long Ended, TimeSpan ProcessorTime, long PeakBytes)
{
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(Started, Ended);
}
