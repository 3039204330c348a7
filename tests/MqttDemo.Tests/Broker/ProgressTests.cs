using MqttDemo.Broker;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Broker;

/// <summary>Who gets on, who stands still, and when nobody can tell yet.</summary>
public sealed class ProgressTests
{
    const long Megabyte = 1024 * 1024;
    readonly ManualTime time = new();
    readonly Progress progress = new(isPatient: false);

    [Fact]
    public void A_client_for_which_much_has_come_since_its_last_step_is_doubtful_until_it_takes_one()
    {
        Assert.False(IsDoubtfulAfter(3 * Megabyte));
        Assert.True(IsDoubtfulAfter(1));

        progress.OnAcknowledged(time);

        Assert.False(progress.IsDoubtful);
        Assert.False(IsDoubtfulAfter(2 * Megabyte));
    }

    [Fact]
    public void A_single_message_is_no_reason_to_doubt_however_long_it_is() =>
        Assert.False(IsDoubtfulAfter(30 * Megabyte));

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void What_its_kernel_has_taken_is_proof_only_where_nothing_is_to_be_acknowledged(
        bool isOwed, bool isDoubtful)
    {
        IsDoubtfulAfter(3 * Megabyte);
        IsDoubtfulAfter(1);

        progress.OnTaken(isOwed, time);

        Assert.Equal(isDoubtful, progress.IsDoubtful);
    }

    [Fact]
    public void The_subscriber_that_serves_is_never_doubted()
    {
        var own = new Progress(isPatient: true);
        own.OnQueued(30 * Megabyte);
        own.OnQueued(1);

        Assert.False(own.IsDoubtful);
    }

    [Theory]
    [InlineData(1, 0.49, false)]
    [InlineData(1, 0.5, true)]
    [InlineData(0, 1.99, false)]
    [InlineData(0, 2.0, true)]
    public void One_that_does_not_read_stands_still_sooner_than_one_that_has_read_all(
        uint waiting, double seconds, bool hasStopped)
    {
        progress.Begin(time);
        time.Advance(seconds);

        Assert.Equal(hasStopped, progress.Look((100_000, waiting), isOwed: true, isHeld: false, time));
        Assert.Equal(hasStopped, progress.HasStopped);
    }

    [Fact]
    public void What_its_kernel_had_taken_before_anybody_looked_is_no_step()
    {
        progress.Begin(time);
        time.Advance(0.4);
        progress.Look((2_000_000, 1), isOwed: true, isHeld: false, time);
        time.Advance(0.1);

        Assert.True(progress.Look((2_000_000, 1), isOwed: true, isHeld: false, time));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.9)]
    [InlineData(14.0)]
    public void One_that_acknowledges_gets_four_times_as_long_as_it_took_before(double seconds)
    {
        progress.Begin(time);
        time.Advance(seconds);
        progress.OnAcknowledged(time);

        time.Advance((4 * seconds) - 0.01);
        Assert.False(progress.Look((100_000, 1), isOwed: true, isHeld: false, time));
        time.Advance(0.01);
        Assert.True(progress.Look((100_000, 1), isOwed: true, isHeld: false, time));
    }

    bool IsDoubtfulAfter(long bytes)
    {
        progress.OnQueued(bytes);
        return progress.IsDoubtful;
    }
}
