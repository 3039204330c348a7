namespace MqttDemo.Benchmarks.Results;

/// <summary>Ours and what it is held against, measured one right after the other.</summary>
readonly record struct Round(double Ours, double Theirs)
{
    public double Ratio => Ours / Theirs;
}
