namespace MqttDemo.Client;

/// <summary>For work that waits in the kernel and so must not hold a thread of the pool.</summary>
static class OwnThread
{
    /// <summary>Runs work on a thread of its own, up to its first await that does not complete at once.</summary>
    public static Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
}
