namespace MqttDemo.Client;

/// <summary>
/// Work in turns that has a result. The main thread takes them if it can (<see cref="MainThread"/>), otherwise one of
/// its own.
/// </summary>
/// <param name="name">What a thread of its own is called.</param>
abstract class WorkInTurns<T>(string name) : IWorkInTurns
    where T : class
{
    readonly TaskCompletionSource<T> end = new();
    T? result;
    Exception? failure;

    public string Name { get; } = name;

    /// <summary>Completes after the last turn, with the result or the exception.</summary>
    public Task<T> End => end.Task;

    /// <summary>Begins it.</summary>
    public Task<T> Start()
    {
        if (!MainThread.TryTake(this))
        {
            DedicatedThread.Start(this);
        }

        return End;
    }

    public abstract bool IsReady(TimeSpan longest);

    public bool TakeTurn()
    {
        try
        {
            result = Turn();
        }
        catch (Exception e)
        {
            // Not swallowed: it is thrown where the end is awaited.
            failure = e;
        }

        return result is null && failure is null;
    }

    public void Complete()
    {
        if (failure is not null)
        {
            end.SetException(failure);
        }
        else
        {
            end.SetResult(result!);
        }
    }

    /// <summary>One turn; the result when it was the last.</summary>
    protected abstract T? Turn();
}
