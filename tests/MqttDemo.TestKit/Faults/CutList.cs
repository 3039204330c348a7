namespace MqttDemo.TestKit.Faults;

/// <summary>
/// A list of brokers behind links that are cut again and again: each connection after a while, and every second one
/// before its CONNACK, so that the next broker has its turn.
/// </summary>
sealed class CutList(params int[] brokerPorts) : IAsyncDisposable
{
    static readonly Fault[] Faults = [new(Life: TimeSpan.FromSeconds(1.5)), new(CutAfterBytes: 1)];

    readonly TcpProxy[] proxies = [.. brokerPorts.Select(port => new TcpProxy(port, cuts => Faults[cuts % 2]))];

    public string Addresses => string.Join(',', proxies.Select(proxy => proxy.Address));

    public int Cuts => proxies.Sum(proxy => proxy.Cuts);

    /// <summary>From now on no connection is cut.</summary>
    public void MakePeace() => Array.ForEach(proxies, proxy => proxy.IsPeaceful = true);

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }
    }
}
