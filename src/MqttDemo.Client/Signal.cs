namespace MqttDemo.Client;

/// <summary>
/// "Something has changed": a condition variable for tasks, and for one thread that waits itself because to go on with
/// another one would cost the time to wake it. Called with the session's gate held, so no call is lost; the thread
/// waits without it.
/// </summary>
/// <remarks>
/// The thread has one event for all its waits. To wait for a task makes one each time, and NativeAOT keeps a record of
/// each object that a thread has ever waited for, in a table that is cleaned late (until .NET 11: dotnet/runtime, pull
/// request 129083): at one wait for each message that was most of what a subscriber's memory grew by.
/// </remarks>
#pragma warning disable CA1001 // An event whose handle is never asked for has none, and so nothing to dispose.
sealed class Signal(Gate gate)
#pragma warning restore CA1001
{
    readonly ManualResetEventSlim change = new();
    TaskCompletionSource? waiting;

    /// <summary>Completes at the next change; now and then sooner, so that who waits has to look.</summary>
    public Task WaitAsync()
    {
        gate.AssertHeld();
        return Waiting.Task;
    }

    /// <summary>
    /// The same, and it completes too when nothing is waited for any more. Not by Task.WaitAsync, which goes on in the
    /// pool: see <see cref="MainThread"/>.
    /// </summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        gate.AssertHeld();
        var change = Waiting;
        await using var givenUp = cancellationToken.UnsafeRegister(
            static state => ((TaskCompletionSource)state!).TrySetResult(), change);
        await change.Task;
    }

    public void Set()
    {
        gate.AssertHeld();
        waiting?.TrySetResult();
        waiting = null;
        if (!change.IsSet)
        {
            change.Set();
        }
    }

    /// <summary>Who gives up waiting completes it for all.</summary>
    TaskCompletionSource Waiting => waiting is { Task.IsCompleted: false }
        ? waiting
        : waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What changes from now on ends the thread's next wait.</summary>
    public void Arm()
    {
        gate.AssertHeld();
        change.Reset();
    }

    /// <summary>The thread waits for a change since <see cref="Arm"/>.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public void Wait(CancellationToken cancellationToken)
    {
        gate.AssertNotHeld();
        MainThread.BeforeWait();
        change.Wait(cancellationToken);
    }

    /// <summary>The same with a time limit; false when nothing has changed.</summary>
    public bool Wait(TimeSpan longest)
    {
        gate.AssertNotHeld();
        MainThread.BeforeWait();
        return change.Wait(longest);
    }
}
