using MqttDemo.Client;
using MqttDemo.Publisher.Pace;
using MqttDemo.Publisher.Sources;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Publisher;

public sealed class ScheduleTests
{
    readonly FlyingTime time = new();
    int flushes;

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(1000)]
    [InlineData(50_000)]
    [InlineData(1e9)]
    public void A_rate_is_kept_to_a_millisecond_and_never_exceeded(double rate)
    {
        var schedule = new Schedule(new SteadyPace(rate), time);
        for (var i = 0; i < 2000; i++)
        {
            Wait(schedule);
            Assert.InRange(time.Elapsed.TotalSeconds, (i / rate) - 1e-6, (i / rate) + 0.001001);
        }

        Assert.InRange(flushes, 0, 1 + Math.Min(2000, time.Elapsed.TotalMilliseconds));
    }

    [Fact]
    public void What_a_slow_broker_has_held_up_is_caught_up_with()
    {
        var schedule = new Schedule(new SteadyPace(10), time);
        Wait(schedule);
        time.Pass(1);
        for (var i = 1; i <= 10; i++)
        {
            Wait(schedule);
            Assert.Equal(1, time.Elapsed.TotalSeconds);
        }

        Wait(schedule);
        Assert.Equal(1.1, time.Elapsed.TotalSeconds, 0.0011);
    }

    [Fact]
    public void After_a_pause_of_the_input_there_is_no_burst()
    {
        var schedule = new Schedule(new SteadyPace(10), time);
        Wait(schedule);
        InputTakes(schedule, 5);
        Wait(schedule);
        Assert.Equal(5, time.Elapsed.TotalSeconds);

        Wait(schedule);
        Assert.Equal(5.1, time.Elapsed.TotalSeconds, 0.0061);

        // Input that comes before the message is due changes nothing, in however many pieces.
        InputTakes(schedule, 0.02);
        InputTakes(schedule, 0.02);
        Wait(schedule);
        Assert.Equal(5.2, time.Elapsed.TotalSeconds, 0.0061);
    }

    [Fact]
    public void A_slow_broker_is_caught_up_with_after_a_pause_of_the_input_too()
    {
        var schedule = new Schedule(new SteadyPace(10), time);
        Wait(schedule);
        time.Pass(1);
        InputTakes(schedule, 5);
        for (var i = 1; i <= 10; i++)
        {
            Wait(schedule);
            Assert.Equal(6, time.Elapsed.TotalSeconds);
        }

        Wait(schedule);
        Assert.Equal(6.1, time.Elapsed.TotalSeconds, 0.0011);
    }

    [Theory]
    [InlineData(1, "0 1 1.5 1.5 1.5 11.5")]
    [InlineData(2, "0 0.5 0.75 0.75 0.75 5.75")]
    [InlineData(0.5, "0 2 3 3 3 23")]
    public void A_replay_keeps_the_time_between_messages_and_does_not_wait_where_it_goes_back(
        double speed, string expected)
    {
        var schedule = new Schedule(new RecordedPace(speed), time);
        var passed = new List<double>();
        foreach (var seconds in (double[])[1000, 1001, 1001.5, 1001.5, 990, 1000])
        {
            Wait(schedule, seconds);
            passed.Add(time.Elapsed.TotalSeconds);
        }

        Assert.Equal(expected, string.Join(' ', passed));
    }

    [Fact]
    public void A_pause_between_messages_is_never_shorter()
    {
        var schedule = new Schedule(new PausedPace(2), time);
        Wait(schedule);
        Assert.Equal(0, time.Elapsed.TotalSeconds);
        time.Pass(7);
        Wait(schedule);
        Assert.Equal(9, time.Elapsed.TotalSeconds);
        Wait(schedule);
        Assert.Equal(11, time.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task What_has_gathered_is_sent_before_a_wait_and_an_interruption_ends_it()
    {
        using var interruption = new CancellationTokenSource();
        var hasFlushed = new TaskCompletionSource();
        var schedule = new Schedule(new SteadyPace(1e-300), TimeProvider.System);
        schedule.Wait(default, () => flushes++, interruption.Token);
        Assert.Equal(0, flushes);
        var waiting = DedicatedThread.Start(
            "waits", () => schedule.Wait(default, hasFlushed.SetResult, interruption.Token));
        await hasFlushed.Task;

        await interruption.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    void Wait(Schedule schedule, double seconds = 0) =>
        schedule.Wait(
            new InputRecord(default, Recorded: (long)(seconds * TimeSpan.TicksPerSecond)), () =>
                flushes++, CancellationToken.None);

    void InputTakes(Schedule schedule, double seconds)
    {
        schedule.OnInputWanted();
        time.Pass(seconds);
        schedule.OnInputCame();
    }
}
