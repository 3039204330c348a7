using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher.Pace;

/// <summary>A number of messages a second, however fast the broker takes them.</summary>
sealed class SteadyPace(double rate) : IPace
{
    public bool CatchesUp => true;

    public double Interval(in InputRecord record) => 1 / rate;
}
