namespace MqttDemo.Client;

/// <summary>
/// The thread on which a program begins. While the program starts, everything asynchronous goes on here, and timers
/// are only noted: a run that is over in a moment needs neither .NET's pool nor its timers, which are five threads.
/// Any thread that has waited for a moment ends the start (<see cref="EndStart"/>): from then on timers run and tasks
/// go on in the pool, as in any other program, and this thread waits for the end.
/// </summary>
public sealed class MainThread : SynchronizationContext
{
    /// <summary>Who waits longer than that is to end the start.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    static volatile MainThread? starting;

    readonly object gate = new();
    readonly Queue<(SendOrPostCallback Callback, object? State)> due = new();
    readonly List<LateTimer> timers = [];
    readonly TaskCompletionSource started = new();
    bool hasStarted;

    MainThread()
    {
    }

    /// <summary>
    /// A program is starting, and its main thread may be waiting for what is done here: not longer than a moment.
    /// </summary>
    public static bool IsStarting => starting is not null;

    /// <summary>
    /// The same, and this is its main thread: it may wait in the kernel, as a thread of its own would.
    /// </summary>
    public static bool IsHere => starting is { } main && Current == main;

    /// <summary>Completes when the start has ended, or there is none.</summary>
    public static Task WhenStarted => starting?.started.Task ?? Task.CompletedTask;

    /// <summary>Runs a program on this thread.</summary>
    /// <param name="program">The program.</param>
    /// <returns>What it returns.</returns>
    public static T Run<T>(Func<Task<T>> program)
    {
        var main = new MainThread();
        starting = main;
        SetSynchronizationContext(main);
        try
        {
            var running = program();
            running.ContinueWith(
                static (_, state) => ((MainThread)state!).Wake(), main, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            main.RunUntilEnd(running);
            return running.GetAwaiter().GetResult();
        }
        finally
        {
            starting = null;
            SetSynchronizationContext(null);
        }
    }

    /// <summary>A clock whose timers are only noted as long as the program starts.</summary>
    /// <param name="time">The clock that counts.</param>
    public static TimeProvider Clock(TimeProvider time) => starting is { } main ? new LateClock(time, main.Add) : time;

    /// <summary>Something has waited for a moment.</summary>
    public static void EndStart() => starting?.OnStarted();

    /// <summary>Waits for a task on this thread, whichever that is.</summary>
    /// <param name="task">Goes on elsewhere.</param>
    public static void Wait(Task task)
    {
        if (IsStarting && !task.IsCompleted && Task.WaitAny([task], Moment) < 0)
        {
            EndStart();
        }

        task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (gate)
        {
            if (!hasStarted)
            {
                due.Enqueue((d, state));
                Monitor.PulseAll(gate);
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            static work => work.Callback(work.State), (Callback: d, State: state), preferLocal: false);
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    void Add(LateTimer timer)
    {
        lock (gate)
        {
            if (!hasStarted)
            {
                timers.Add(timer);
                return;
            }
        }

        timer.Begin();
    }

    void Wake()
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }

    void RunUntilEnd(Task running)
    {
        while (Next(running) is { Callback: { } callback, State: var state })
        {
            callback(state);
        }
    }

    /// <summary>Waits for what is to be done here; nothing when the program has ended.</summary>
    (SendOrPostCallback? Callback, object? State) Next(Task running)
    {
        while (true)
        {
            lock (gate)
            {
                if (running.IsCompleted)
                {
                    return default;
                }

                if (due.TryDequeue(out var next))
                {
                    return next;
                }

                if (Monitor.Wait(gate, hasStarted ? Timeout.InfiniteTimeSpan : Moment))
                {
                    continue;
                }
            }

            OnStarted();
        }
    }

    void OnStarted()
    {
        (SendOrPostCallback Callback, object? State)[] left;
        lock (gate)
        {
            if (hasStarted)
            {
                return;
            }

            hasStarted = true;
            starting = null;
            left = [.. due];
            due.Clear();
        }

        // Nobody adds to them any more.
        foreach (var timer in timers)
        {
            timer.Begin();
        }

        foreach (var (callback, state) in left)
        {
            Post(callback, state);
        }

        started.SetResult();
    }
}
