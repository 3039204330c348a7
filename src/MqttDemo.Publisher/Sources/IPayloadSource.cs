namespace MqttDemo.Publisher.Sources;

/// <summary>Gives one payload after the other.</summary>
interface IPayloadSource : IDisposable
{
    /// <summary>Payloads stay as they are until the source is disposed, so nobody needs to copy them.</summary>
    bool KeepsPayloads { get; }

    /// <summary>To fill it can mean to wait in the kernel, on the thread that asks, where nothing can be cancelled.</summary>
    bool WaitsInKernel { get; }

    /// <summary>Waits until payloads are at hand; false when there are no more.</summary>
    ValueTask<bool> FillAsync(CancellationToken cancellationToken);

    /// <summary>Takes the next payload at hand; it is good until the next call of <see cref="FillAsync"/>.</summary>
    bool TryTake(out ReadOnlyMemory<byte> payload);
}
