namespace MqttDemo.Client;

/// <summary>
/// The thread on which a program begins. While the program starts, everything asynchronous goes on here, timers are
/// only noted, and the connection is read here while nothing else is due (<see cref="IWorkInTurns"/>): a run that is
/// over in a moment needs neither .NET's pool nor its timers nor a thread that reads. Any thread that has waited for a
/// moment ends the start (<see cref="EndStart"/>): from then on timers run and tasks go on in the pool, as in any other
/// program, and this thread reads on and waits for the end.
/// </summary>
public sealed class MainThread : SynchronizationContext
{
    /// <summary>Who waits longer than that is to end the start.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    static volatile MainThread? starting;

    readonly object gate = new();
    readonly Queue<(SendOrPostCallback Callback, object? State)> due = new();
    readonly List<LateTimer> timers = [];

    // In the pool: the thread that ends the start may have to read on.
    readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // With the gate held, but for its turns.
    readonly MainWork work = new();
    readonly SendOrPostCallback takeTurn;
    volatile bool hasStarted;

    MainThread() => takeTurn = state => TakeTurn((IWorkInTurns)state!);

    /// <summary>
    /// A program is starting, and its main thread may be waiting for what is done here: not longer than a moment.
    /// </summary>
    public static bool IsStarting => starting is not null;

    /// <summary>
    /// The same, and this is its main thread: it may wait in the kernel, as a thread of its own would.
    /// </summary>
    public static bool IsHere => Here is not null;

    /// <summary>Completes when the start has ended, or there is none.</summary>
    public static Task WhenStarted => starting?.started.Task ?? Task.CompletedTask;

    /// <summary>
    /// A descriptor that is readable as soon as the thread that asks has something else to do; null where it will not.
    /// </summary>
    internal static int? Interruption => Here?.work.Interruption;

    static MainThread? Here => starting is { } main && Current == main ? main : null;

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

    /// <summary>The thread that asks is about to wait for another one: nothing may be left to be done on it.</summary>
    public static void BeforeWait() => Here?.OnStarted();

    /// <summary>Waits for a task on this thread, whichever that is.</summary>
    /// <param name="task">Goes on elsewhere.</param>
    public static void Wait(Task task)
    {
        Wait(task, Timeout.InfiniteTimeSpan);
        task.GetAwaiter().GetResult();
    }

    /// <summary>The same with a limit, and without the task's result or exception.</summary>
    /// <param name="task">Goes on elsewhere.</param>
    /// <param name="longest">How long to wait once the start has ended.</param>
    public static void Wait(Task task, TimeSpan longest)
    {
        if (task.IsCompleted)
        {
            return;
        }

        if (IsStarting && Task.WaitAny([task], Moment) < 0)
        {
            EndStart();
        }

        Task.WaitAny([task], longest);
    }

    /// <summary>Takes on some work; false when this is not the main thread, or it has some.</summary>
    internal static bool TryTake(IWorkInTurns turns)
    {
        if (Here is not { } main)
        {
            return false;
        }

        lock (main.gate)
        {
            return !main.hasStarted && main.work.TryTake(turns);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        var isDue = false;
        lock (gate)
        {
            if (!hasStarted)
            {
                due.Enqueue((d, state));
                isDue = true;
                Monitor.PulseAll(gate);
                if (Current == this || work.TryInterrupt())
                {
                    return;
                }
            }
        }

        if (isDue)
        {
            // The main thread is in the middle of a turn, which may be waiting for just this.
            OnStarted();
            return;
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

                if (work.Begin(waits: !hasStarted) is { } turns)
                {
                    return (takeTurn, turns);
                }

                if (Monitor.Wait(gate, hasStarted ? Timeout.InfiniteTimeSpan : Moment))
                {
                    continue;
                }
            }

            OnStarted();
        }
    }

    void TakeTurn(IWorkInTurns turns)
    {
        // After the start nothing else is due here, so the turn itself may wait.
        if (!hasStarted && !WaitForTurn(turns))
        {
            return;
        }

        var goesOn = turns.TakeTurn();
        lock (gate)
        {
            work.End(isOver: !goesOn);
        }

        if (!goesOn)
        {
            turns.Complete();
        }
    }

    /// <summary>False when something else is to be done first.</summary>
    bool WaitForTurn(IWorkInTurns turns)
    {
        // A moment in all: who reads a steady stream has started.
        var left = Moment - work.Age;
        var isReady = left > TimeSpan.Zero && turns.IsReady(left);
        lock (gate)
        {
            work.EndWait();
            if (due.Count > 0)
            {
                work.End(isOver: false);
                return false;
            }
        }

        if (!isReady)
        {
            // What it waits for comes later, and this thread has nothing else to do.
            OnStarted();
        }

        return true;
    }

    void OnStarted()
    {
        (SendOrPostCallback Callback, object? State)[] left;
        IWorkInTurns? interrupted;
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
            interrupted = work.GiveAway();
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

        if (interrupted is not null)
        {
            // This thread is busy with something else, which may take long.
            DedicatedThread.Start(interrupted);
        }

        started.SetResult();
    }
}
