using MqttDemo.Client.Session;

namespace MqttDemo.Tests.Client;

/// <summary>How many bytes a read lets gather, beside a broker that waits when its window is used up.</summary>
public sealed class GatheredBytesTests
{
    readonly GatheredBytes gathered = new();
    double now;

    [Fact]
    public void A_whole_window_is_found_within_a_few_reads()
    {
        for (var i = 0; i < 12; i++)
        {
            Read(window: 2_000);
        }

        Assert.InRange(gathered.Target, 1_000, 2_000);
    }

    [Fact]
    public void To_ask_for_more_than_the_window_costs_less_than_a_fiftieth_of_the_time()
    {
        var inVain = 0;
        for (var i = 0; i < 10_000; i++)
        {
            inVain += Read(window: 2_000) ? 0 : 1;
        }

        Assert.InRange(inVain, 1, now / 50);
    }

    [Fact]
    public void A_window_that_has_become_smaller_is_found()
    {
        for (var i = 0; i < 100; i++)
        {
            Read(window: 2_000);
        }

        for (var i = 0; i < 20; i++)
        {
            Read(window: 300);
        }

        Assert.InRange(gathered.Target, 150, 300);
    }

    [Fact]
    public void After_a_moment_in_which_nothing_came_as_much_as_before_is_waited_for_soon()
    {
        for (var i = 0; i < 100; i++)
        {
            Read(window: 2_000);
        }

        for (var i = 0; i < 5; i++)
        {
            Read(window: 1);
        }

        for (var end = now + 100; now < end;)
        {
            Read(window: 2_000);
        }

        Assert.InRange(gathered.Target, 1_000, 2_000);
    }

    /// <returns>What was waited for has come; it takes half a millisecond then, and one otherwise.</returns>
    bool Read(int window)
    {
        var isComplete = gathered.Target <= window;
        now += isComplete ? 0.5 : 1;
        gathered.OnRead(isComplete ? gathered.Target : window, isComplete, now);
        return isComplete;
    }
}
