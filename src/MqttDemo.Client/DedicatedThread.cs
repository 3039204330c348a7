namespace MqttDemo.Client;

/// <summary>
/// A thread with a name, for work that waits in the kernel and so must not hold a thread of the pool. The work is
/// synchronous: nothing in it can go on elsewhere. Code that awaits its end goes on where it has ended, on the same
/// thread, so that no other one has to be woken.
/// </summary>
public static class DedicatedThread
{
    /// <summary>Begins the work.</summary>
    /// <param name="name">What the thread is for; of longer names Linux shows 15 characters.</param>
    /// <param name="work">What it does.</param>
    /// <returns>Completes when the work has ended, with its result or its exception.</returns>
    public static Task<T> Start<T>(string name, Func<T> work)
    {
        var end = new TaskCompletionSource<T>();
        new Thread(() => Run(work, end)) { Name = name, IsBackground = true }.Start();
        return end.Task;
    }

    /// <summary>The same for work without a result.</summary>
    /// <param name="name">What the thread is for; of longer names Linux shows 15 characters.</param>
    /// <param name="work">What it does.</param>
    public static Task Start(string name, Action work) => Start(name, () =>
    {
        work();
        return true;
    });

    /// <summary>All turns of some work, as many as are left.</summary>
    internal static void Start(IWorkInTurns work) => new Thread(() =>
    {
        while (work.TakeTurn())
        {
        }

        work.Complete();
    })
    { Name = work.Name, IsBackground = true }.Start();

    static void Run<T>(Func<T> work, TaskCompletionSource<T> end)
    {
        T result;
        try
        {
            result = work();
        }
        catch (Exception e)
        {
            // Not swallowed: it is thrown where the end is awaited.
            end.SetException(e);
            return;
        }

        end.SetResult(result);
    }
}
