namespace MqttDemo.Client;

/// <summary>"Something has changed": a condition variable for tasks. Both methods are called with the session's gate held, so no call is lost.</summary>
sealed class AsyncSignal
{
    TaskCompletionSource? waiting;

    public Task WaitAsync() => (waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Set()
    {
        waiting?.SetResult();
        waiting = null;
    }
}
