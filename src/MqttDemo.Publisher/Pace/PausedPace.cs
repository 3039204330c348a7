using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher.Pace;

/// <summary>At least this time between two messages.</summary>
sealed class PausedPace(double seconds) : IPace
{
    public bool CatchesUp => false;

    public double Interval(in InputRecord record) => seconds;
}
