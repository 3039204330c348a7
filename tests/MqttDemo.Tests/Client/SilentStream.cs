namespace MqttDemo.Tests.Client;

/// <summary>Gives only what was said first, and takes nothing, until it is closed.</summary>
sealed class SilentStream(byte[] said) : MemoryStream(said)
{
    readonly TaskCompletionSource<int> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource writing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Writing => writing.Task;

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) => await closed.Task;

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        writing.TrySetResult();
        await closed.Task;
    }

    protected override void Dispose(bool disposing)
    {
        closed.TrySetException(new IOException("closed"));
        base.Dispose(disposing);
    }
}
