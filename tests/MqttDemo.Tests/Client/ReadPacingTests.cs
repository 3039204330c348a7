using MqttDemo.Client.Session;

namespace MqttDemo.Tests.Client;

/// <summary>When reading pauses for a moment so that packets gather.</summary>
public sealed class ReadPacingTests
{
    readonly ReadPacing pacing = new(0);
    long now;

    [Fact]
    public void A_thousand_messages_a_second_are_read_at_once()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Read(1, after: 1);
            Assert.False(pacing.IsPausing);
        }
    }

    [Fact]
    public void A_busy_connection_is_read_with_pauses_as_long_as_each_brings_a_lot()
    {
        BeBusy();

        for (var i = 0; i < 1_000; i++)
        {
            Assert.True(pacing.IsPausing);
            Read(60, after: 1);
        }
    }

    [Fact]
    public void Two_pauses_in_a_row_that_bring_little_are_the_last_ones()
    {
        BeBusy();

        Read(20, after: 1);
        Assert.True(pacing.IsPausing);
        Read(20, after: 1);

        Assert.False(pacing.IsPausing);
    }

    [Fact]
    public void A_pause_that_brings_little_is_made_good_by_one_that_brings_a_lot()
    {
        BeBusy();

        for (var i = 0; i < 100; i++)
        {
            Read(1, after: 1);
            Read(60, after: 1);
            Assert.True(pacing.IsPausing);
        }
    }

    [Fact]
    public void Where_a_small_window_makes_pauses_useless_they_cost_less_than_one_hundredth_of_the_time()
    {
        var pauses = 0;
        for (var i = 0; i < 20_000; i++)
        {
            pauses += pacing.IsPausing ? 1 : 0;
            Read(20, after: 1);
        }

        Assert.InRange(pauses, 1, 200);
    }

    void BeBusy()
    {
        for (var i = 0; i < 4; i++)
        {
            Read(60, after: 1);
        }
    }

    void Read(int packets, int after)
    {
        now += after;
        pacing.OnRead(packets, now);
    }
}
