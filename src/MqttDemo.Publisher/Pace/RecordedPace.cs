using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher.Pace;

/// <summary>
/// The pace at which messages were recorded, times a factor. Where the record goes back in time nothing waits.
/// </summary>
sealed class RecordedPace(double speed) : IPace
{
    long last = long.MaxValue;

    public bool CatchesUp => true;

    public double Interval(in InputRecord record)
    {
        var ticks = Math.Max(0, record.Recorded - last);
        last = record.Recorded;
        return ticks / (speed * TimeSpan.TicksPerSecond);
    }
}
