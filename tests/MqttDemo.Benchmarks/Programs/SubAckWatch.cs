using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>Stands between one subscriber and the broker and sees when SUBACK goes by.</summary>
sealed class SubAckWatch : IDisposable
{
    const byte SubAck = 0x90;

    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly int brokerPort;

    public SubAckWatch(int brokerPort)
    {
        this.brokerPort = brokerPort;
        listener.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>
    /// Passes one connection through; the time, in ticks of <see cref="Stopwatch"/>, at which the broker's SUBACK came.
    /// </summary>
    public async Task<long> NextAsync()
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var broker = new TcpClient("127.0.0.1", brokerPort);
        client.NoDelay = broker.NoDelay = true;
        var (up, down) = (client.GetStream(), broker.GetStream());
        var forwarding = up.CopyToAsync(down);
        var block = new byte[4096];
        var seen = 0L;
        for (var count = await down.ReadAsync(block); count > 0; count = await down.ReadAsync(block))
        {
            // Each of the broker's first answers comes alone, since each waits for a question of the subscriber.
            if (seen == 0 && block[0] == SubAck)
            {
                seen = Stopwatch.GetTimestamp();
                return await PassAsync(up, block, count, seen);
            }

            await up.WriteAsync(block.AsMemory(0, count));
        }

        await forwarding;
        throw new InvalidOperationException("the connection ended before a SUBACK came");
    }

    public void Dispose() => listener.Dispose();

    static async Task<long> PassAsync(NetworkStream up, byte[] block, int count, long seen)
    {
        await up.WriteAsync(block.AsMemory(0, count));
        return seen;
    }
}
