using System.Diagnostics;
using MqttDemo.Client;

namespace MqttDemo.Tests.Client;

/// <summary>
/// While a program starts, all of it is done on its first thread; after a moment, as in every other program.
/// </summary>
[Collection(nameof(MainThreadTests))]
[CollectionDefinition(nameof(MainThreadTests), DisableParallelization = true)]
public sealed class MainThreadTests
{
    [Fact]
    public async Task What_is_over_in_a_moment_stays_on_the_thread_on_which_it_began()
    {
        var (begun, gone, answer) = await RunAsync(async () =>
        {
            var begun = Environment.CurrentManagedThreadId;
            await DedicatedThread.Start("a reader", () => { });
            return (begun, Environment.CurrentManagedThreadId, MainThread.IsHere);
        });

        Assert.Equal(begun, gone);
        Assert.True(answer);
    }

    [Fact]
    public async Task What_takes_longer_goes_on_in_the_pool()
    {
        var (isPooled, isStarting) = await RunAsync(async () =>
        {
            await DedicatedThread.Start("a reader", () => Assert.True(MainThread.WhenStarted.Wait(App.Patience)));
            return (Thread.CurrentThread.IsThreadPoolThread, MainThread.IsStarting);
        });

        Assert.True(isPooled);
        Assert.False(isStarting);
    }

    [Fact]
    public async Task A_timer_rings_on_time_although_it_begins_late()
    {
        var due = MainThread.Moment * 10;

        var elapsed = await RunAsync(async () =>
        {
            var begun = Stopwatch.GetTimestamp();
            await Task.Delay(due, MainThread.Clock(TimeProvider.System));
            return Stopwatch.GetElapsedTime(begun);
        });

        // A timer counts whole milliseconds.
        Assert.InRange(elapsed, due - TimeSpan.FromMilliseconds(2), App.Patience);
    }

    [Fact]
    public async Task A_timer_rings_while_the_main_thread_waits_for_something_else()
    {
        var isCancelled = await RunAsync(() =>
        {
            var clock = MainThread.Clock(TimeProvider.System);
            using var limit = new CancellationTokenSource(MainThread.Moment * 2, clock);
            var limited = new TaskCompletionSource();
            using var ringing = limit.Token.UnsafeRegister(_ => limited.TrySetResult(), null);
            MainThread.Wait(limited.Task.WaitAsync(App.Patience, TimeProvider.System));
            return Task.FromResult(limit.IsCancellationRequested);
        });

        Assert.True(isCancelled);
    }

    [Fact]
    public async Task A_timer_that_was_disposed_before_it_began_does_not_ring()
    {
        var heard = await RunAsync(async () =>
        {
            var clock = MainThread.Clock(TimeProvider.System);
            var rings = 0;
            await clock.CreateTimer(_ => rings++, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan).DisposeAsync();
            var changed = clock.CreateTimer(_ => rings += 10, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            changed.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await Task.Delay(MainThread.Moment * 2, clock);
            await changed.DisposeAsync();
            return rings;
        });

        Assert.Equal(0, heard);
    }

    [Fact]
    public async Task What_fails_fails_where_it_was_run()
    {
        await Assert.ThrowsAsync<InvalidDataException>(
            () => RunAsync<int>(() => throw new InvalidDataException("at once")));
        await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync<int>(async () =>
        {
            await Task.Yield();
            throw new InvalidDataException("later");
        }));
    }

    /// <summary>On a thread of its own, which is the main thread of that.</summary>
    static Task<T> RunAsync<T>(Func<Task<T>> program) => DedicatedThread.Start("main", () => MainThread.Run(program));
}
