using MqttDemo.Client.Session;

namespace MqttDemo.Tests.Client;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.2)]
    [InlineData(5, 1.6)]
    [InlineData(9, 25.6)]
    [InlineData(10, 30)]
    [InlineData(1_000_000, 30)]
    public void The_ceiling_doubles_from_a_tenth_of_a_second_to_thirty(int failures, double seconds)
    {
        Assert.Equal(seconds, Backoff.Delay(failures, 1).TotalSeconds, 3);
        Assert.Equal(0, Backoff.Delay(failures, 0).TotalSeconds);
    }
}
