using System.Diagnostics;
using MqttDemo.Client;
using MqttDemo.Client.Transport;

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

    // A ping; a close.
    [Theory]
    [InlineData(0x89)]
    [InlineData(0x88)]
    public async Task A_timer_rings_while_an_answer_on_a_WebSocket_cannot_be_written(byte asked)
    {
        var isCancelled = await RunAsync(() =>
        {
            using var limit = new CancellationTokenSource(
                MainThread.Moment * 2, MainThread.Clock(TimeProvider.System));
            using var network = new SilentStream([asked, 0]);
            using var stream = new BinaryMessageStream(new ReadAheadStream(network));
            using var ringing = limit.Token.UnsafeRegister(static state => ((Stream)state!).Dispose(), network);
            try
            {
                Assert.Equal(0, stream.Read(new byte[1]));
            }
            catch (IOException)
            {
                // The write has failed.
            }

            return Task.FromResult(limit.IsCancellationRequested);
        }).WaitAsync(App.Patience, TestContext.Current.CancellationToken);

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

    [Fact]
    public async Task Work_is_done_by_turns_with_what_else_is_due()
    {
        var main = 0;
        var work = new Turns(turns => turns < 3) { ReadyAfter = TimeSpan.Zero };

        var (done, threads) = await RunAsync(async () =>
        {
            main = Environment.CurrentManagedThreadId;
            var end = work.Start();
            await Task.Yield();
            Assert.Equal(0, work.Count);
            return (await end, new[] { Environment.CurrentManagedThreadId, work.Thread });
        });

        Assert.Equal("3 turns", done);
        Assert.All(threads, thread => Assert.Equal(main, thread));
    }

    [Fact]
    public async Task What_another_thread_brings_interrupts_the_wait_for_a_turn()
    {
        var (main, later, isStarting) = await RunAsync(async () =>
        {
            var work = new Turns(_ => true);
            _ = work.Start();
            var main = Environment.CurrentManagedThreadId;
            await DedicatedThread.Start("another", () => Assert.True(work.IsWaitedFor.Wait(App.Patience)));
            var gone = (main, Environment.CurrentManagedThreadId, MainThread.IsStarting);
            work.EndsAtOnce();
            return gone;
        });

        Assert.Equal(main, later);
        Assert.True(isStarting);
    }

    [Fact]
    public async Task Work_that_waits_longer_than_a_moment_stays_on_the_main_thread_and_all_else_leaves_it()
    {
        var work = new Turns(_ => false);
        var (main, isPooled) = await RunAsync(async () =>
        {
            var main = Environment.CurrentManagedThreadId;
            var end = work.Start();
            await MainThread.WhenStarted;
            var isPooled = Thread.CurrentThread.IsThreadPoolThread;
            work.EndsAtOnce();
            await end;
            return (main, isPooled);
        });

        Assert.Equal(main, work.Thread);
        Assert.True(isPooled);
    }

    [Fact]
    public async Task While_the_main_thread_is_busy_with_something_else_another_one_takes_the_turns()
    {
        var name = "";
        var work = new Turns(_ => false) { OnTurn = () => name = Thread.CurrentThread.Name };

        await RunAsync(async () =>
        {
            var end = work.Start();
            // Nothing is taken from this thread but by ending the start.
            MainThread.EndStart();
            work.EndsAtOnce();
            Assert.True(end.Wait(App.Patience));
            return await end;
        });

        Assert.Equal("some work", name);
    }

    [Fact]
    public async Task A_turn_may_wait_for_what_is_to_go_on_on_the_main_thread()
    {
        var gone = await RunAsync(async () =>
        {
            var awaited = new TaskCompletionSource();
            var work = new Turns(_ => false)
            {
                ReadyAfter = TimeSpan.Zero,
                OnTurn = () => Assert.True(awaited.Task.Wait(App.Patience)),
            };
            var end = work.Start();
            await DedicatedThread.Start("another", () => Assert.True(work.IsAtTurn.Wait(App.Patience)));
            awaited.SetResult();
            await end;
            return true;
        });

        Assert.True(gone);
    }

    [Fact]
    public async Task A_turn_that_fails_fails_where_the_work_is_awaited() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(() => new Turns(_ => true)
        {
            ReadyAfter = TimeSpan.Zero,
            OnTurn = () => throw new InvalidDataException("in a turn"),
        }.Start()));

    /// <summary>Work that waits for a descriptor as a connection does, or for nothing.</summary>
    sealed class Turns(Func<int, bool> goesOn) : WorkInTurns<string>("some work")
    {
        readonly TaskCompletionSource ends = new();

        public TimeSpan ReadyAfter { get; init; } = Timeout.InfiniteTimeSpan;

        public Action OnTurn { get; init; } = () => { };

        public ManualResetEventSlim IsWaitedFor { get; } = new();

        public ManualResetEventSlim IsAtTurn { get; } = new();

        public int Count { get; private set; }

        public int Thread { get; private set; }

        public void EndsAtOnce() => ends.SetResult();

        public override bool IsReady(TimeSpan longest)
        {
            IsWaitedFor.Set();
            if (ReadyAfter == TimeSpan.Zero)
            {
                return true;
            }

            using var nothing = new SocketDescriptor(new WakeUp().Descriptor);
            return nothing.Poll(Libc.Readable, longest);
        }

        protected override string? Turn()
        {
            if (ReadyAfter != TimeSpan.Zero)
            {
                Assert.True(ends.Task.Wait(App.Patience));
            }

            Thread = Environment.CurrentManagedThreadId;
            IsAtTurn.Set();
            OnTurn();
            return goesOn(++Count) ? null : $"{Count} turns";
        }
    }

    /// <summary>On a thread of its own, which is the main thread of that.</summary>
    static Task<T> RunAsync<T>(Func<Task<T>> program) => DedicatedThread.Start("main", () => MainThread.Run(program));
}
