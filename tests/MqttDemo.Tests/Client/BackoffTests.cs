using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Tests.Client;

/// <summary>How soon somebody who waits for the broker is back, and that all who wait do not come at once.</summary>
public sealed class BackoffTests
{
    static readonly ConnectionSettings Settings = new(
        [new(BrokerScheme.Tcp, "b", 1883)], "me", ConnectTimeout: TimeSpan.FromSeconds(10), RetryFirstConnect: true);

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

    [Theory]
    [InlineData(null, 5)]
    [InlineData(0.5, 0.5)]
    [InlineData(60.0, 60)]
    public void Attempts_to_connect_are_no_further_apart_than_the_reconnect_delay(double? given, double longest)
    {
        var ring = new Ring(
            Settings with { ReconnectDelay = given is { } seconds ? TimeSpan.FromSeconds(seconds) : null },
            mostClosed: 6);
        var now = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            now = NextAttempt(ring, now, chance: 1);
        }

        Assert.Equal(longest, (NextAttempt(ring, now, chance: 1) - now).TotalSeconds, 3);
    }

    [Theory]
    [InlineData(1, 0.8, 5)]
    [InlineData(20, 2, 5)]
    [InlineData(75, 2, 5)]
    [InlineData(3600, 2, 5)]
    [Trait("Length", "long")]
    public void After_an_outage_half_are_back_within_two_seconds_and_all_within_five(
        double outage, double median, double most)
    {
        var late = Returns(outage, clients: 2_000).Order().ToArray();

        Assert.InRange(late[late.Length / 2], 0, median);
        Assert.InRange(late[^1], 0, most);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(75)]
    public void Ten_thousand_clients_do_not_come_back_at_once(double outage)
    {
        var late = Returns(outage, clients: 10_000);

        var peak = late.GroupBy(seconds => (int)(seconds / 0.1)).Max(tenth => tenth.Count());

        // Evenly over the five seconds there would be 200 in each tenth of one; and some more come first than last.
        Assert.InRange(peak, 200, 600);
    }

    [Fact]
    public void A_client_does_not_ask_a_dead_broker_more_than_once_in_two_seconds_for_long()
    {
        var attempts = new List<double>();
        var random = new Random(1);
        var ring = new Ring(Settings, mostClosed: 6);
        for (var now = TimeSpan.Zero; now < TimeSpan.FromHours(1); now = NextAttempt(ring, now, random.NextDouble()))
        {
            attempts.Add(now.TotalSeconds);
        }

        Assert.InRange(attempts.Count, 1000, 1800);
    }

    /// <summary>How long after the broker is back each client is, which all have lost it at the same moment.</summary>
    static double[] Returns(double outage, int clients)
    {
        var random = new Random(20261128);
        return [.. Enumerable.Range(0, clients).Select(_ =>
        {
            var ring = new Ring(Settings, mostClosed: 6);
            var now = TimeSpan.Zero;
            while (now.TotalSeconds < outage)
            {
                now = NextAttempt(ring, now, random.NextDouble());
            }

            return now.TotalSeconds - outage;
        })];
    }

    /// <summary>An attempt fails now; when is the next?</summary>
    static TimeSpan NextAttempt(Ring ring, TimeSpan now, double chance)
    {
        ring.OnFailed(ring.Members[0], new(new(FailureKind.Unreachable, "nobody"), isFinal: false), now, chance);
        return ring.Next(now) is Turn.Wait { Delay: var delay } ? now + delay : now + TimeSpan.FromTicks(1);
    }
}
