namespace MqttDemo.Client;

/// <summary>
/// Wakes a thread that waits in the kernel for something else too. Linux only; it lives as long as the process.
/// </summary>
sealed class WakeUp
{
    /// <summary>Is readable from <see cref="Set"/> to <see cref="Clear"/>.</summary>
    public int Descriptor { get; } = Libc.eventfd(0, Libc.CloseOnExec | Libc.NonBlocking);

    public void Set() => _ = Libc.write(Descriptor, 1, sizeof(long));

    public void Clear() => _ = Libc.read(Descriptor, out _, sizeof(long));
}
