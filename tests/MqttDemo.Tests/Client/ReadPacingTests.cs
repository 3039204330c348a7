using MqttDemo.Client.Session;

namespace MqttDemo.Tests.Client;

/// <summary>How reading adapts to a broker that brings so much in a millisecond at each pace.</summary>
public sealed class ReadPacingTests
{
    readonly ReadPacing pacing = new(0);
    readonly Dictionary<ReadPace, double> timeAt = Enum.GetValues<ReadPace>().ToDictionary(pace => pace, _ => 0.0);
    double now;

    [Fact]
    public void A_thousand_messages_a_second_are_read_at_once()
    {
        Run(atOnce: 4, pausing: 4, gathering: 4, milliseconds: 10_000);

        Assert.Equal(10_000, timeAt[ReadPace.AtOnce], 10.0);
    }

    [Theory]
    [InlineData(60, 120, 80, nameof(ReadPace.Pausing))]
    [InlineData(60, 50, 120, nameof(ReadPace.Gathering))]
    [InlineData(60, 80, 120, nameof(ReadPace.Gathering))]
    [InlineData(68, 26, 40, nameof(ReadPace.AtOnce))]
    [InlineData(9, 26, 8.5, nameof(ReadPace.Pausing))]
    [InlineData(10, 5, 5, nameof(ReadPace.AtOnce))]
    public void A_busy_connection_is_read_at_the_pace_that_brings_the_most(
        double atOnce, double pausing, double gathering, string best)
    {
        Run(atOnce, pausing, gathering, milliseconds: 20_000);

        Assert.InRange(timeAt[Enum.Parse<ReadPace>(best)], 0.95 * 20_000, 20_000);
    }

    [Fact]
    public void Where_all_paces_bring_as_much_a_pause_saves_time_of_the_processor()
    {
        Run(atOnce: 20, pausing: 20, gathering: 20, milliseconds: 20_000);

        Assert.InRange(timeAt[ReadPace.Pausing], 0.95 * 20_000, 20_000);
    }

    [Fact]
    public void Trials_cost_less_than_a_twentieth_of_what_would_have_come()
    {
        var packets = Run(atOnce: 100, pausing: 30, gathering: 30, milliseconds: 20_000);

        Assert.InRange(packets, 0.95 * 100 * 20_000, 100 * 20_000);
    }

    [Fact]
    public void What_is_best_later_is_found_later()
    {
        Run(atOnce: 100, pausing: 30, gathering: 30, milliseconds: 5_000);
        timeAt[ReadPace.Pausing] = 0;
        Run(atOnce: 100, pausing: 200, gathering: 30, milliseconds: 20_000);

        Assert.InRange(timeAt[ReadPace.Pausing], 0.9 * 20_000, 20_000);
    }

    [Fact]
    public void A_pause_that_was_the_best_and_then_brings_little_is_given_up()
    {
        Run(atOnce: 60, pausing: 120, gathering: 60, milliseconds: 5_000);
        timeAt[ReadPace.AtOnce] = 0;
        Run(atOnce: 10, pausing: 5, gathering: 5, milliseconds: 20_000);

        Assert.InRange(timeAt[ReadPace.AtOnce], 0.95 * 20_000, 20_000);
    }

    [Fact]
    public void One_lucky_trial_changes_nothing()
    {
        Run(atOnce: 100, pausing: 30, gathering: 30, milliseconds: 5_000);
        while (pacing.Pace == ReadPace.AtOnce)
        {
            Read(100);
        }

        while (pacing.Pace != ReadPace.AtOnce)
        {
            Read(1_000);
        }

        timeAt[ReadPace.AtOnce] = 0;
        Run(atOnce: 100, pausing: 30, gathering: 30, milliseconds: 1_000);

        Assert.InRange(timeAt[ReadPace.AtOnce], 900, 1_000);
    }

    [Fact]
    public void A_stream_whose_window_fits_into_a_pause_loses_a_tenth_of_a_short_run_at_the_most()
    {
        var packets = Run(atOnce: 80, pausing: 10, gathering: 80, milliseconds: 100);

        Assert.InRange(packets, 0.9 * 80 * 100, 80 * 100);
    }

    [Fact]
    public void A_connection_that_is_busy_no_more_is_read_at_once()
    {
        Run(atOnce: 60, pausing: 120, gathering: 60, milliseconds: 5_000);
        Assert.NotEqual(ReadPace.AtOnce, pacing.Pace);

        Run(atOnce: 1, pausing: 1, gathering: 1, milliseconds: 40);

        Assert.Equal(ReadPace.AtOnce, pacing.Pace);
    }

    /// <returns>How many packets have come.</returns>
    double Run(double atOnce, double pausing, double gathering, double milliseconds)
    {
        var packets = 0.0;
        for (var end = now + milliseconds; now < end;)
        {
            var rate = pacing.Pace switch
            {
                ReadPace.AtOnce => atOnce,
                ReadPace.Pausing => pausing,
                _ => gathering,
            };
            Read(rate);
            packets += rate;
        }

        return packets;
    }

    /// <summary>What comes in a millisecond.</summary>
    void Read(double packets)
    {
        now++;
        timeAt[pacing.Pace]++;
        var whole = (int)(Math.Floor(packets * now) - Math.Floor(packets * (now - 1)));
        pacing.OnRead(whole, 20 * whole, isComplete: true, now);
    }
}
