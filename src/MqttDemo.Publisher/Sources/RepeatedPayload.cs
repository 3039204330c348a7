namespace MqttDemo.Publisher.Sources;

/// <summary>One payload, once or several times.</summary>
sealed class RepeatedPayload(ReadOnlyMemory<byte> payload, int times, TimeSpan delay, TimeProvider time) : IPayloadSource
{
    int taken;
    int atHand;

    public bool KeepsPayloads => true;

    public bool WaitsInKernel => false;

    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (taken == times)
        {
            return false;
        }

        if (delay > TimeSpan.Zero && taken > 0)
        {
            await Task.Delay(delay, time, cancellationToken);
        }

        atHand = delay > TimeSpan.Zero ? 1 : times - taken;
        return true;
    }

    public bool TryTake(out ReadOnlyMemory<byte> next)
    {
        next = payload;
        if (atHand == 0)
        {
            return false;
        }

        atHand--;
        taken++;
        return true;
    }

    public void Dispose()
    {
    }
}
