using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Something between us and the broker that closes connections on which nothing goes, as load balancers do.
/// </summary>
public sealed class IdleLimits
{
    const byte PingReq = 0xC0;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task An_idle_subscriber_finds_out_says_so_once_and_keeps_its_connection()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        var connections = 0;
        var pings = 0;
        await using var way = new ScriptedServer((stream, cancellationToken) =>
        {
            connections++;
            pings = 0;
            return PassAsync(stream, mosquitto.Port, block => pings += block[0] == PingReq ? 1 : 0, cancellationToken);
        });
        var address = $"127.0.0.1:{way.Port}";
        await using var subscriber = App.Subscriber("-b", address, "-t", "t", "-q", "1", "-C", "1");

        await Until.TrueAsync(() => connections == 4 && pings >= 8, "eight PINGREQs on one connection");
        (await App.PublishAsync(["-b", mosquitto.Address, "-t", "t", "-q", "1", "-m", "x"])).ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();
        var lost = "subscriber: warning: the connection was lost: the broker closed it; reconnecting\n";
        var connected = $"Connected to {address}: Success\n";
        var said = Regex.Replace(
            result.Error,
            $"subscriber: warning: the last 3 connections to {address} were closed after 1[.][45] s without traffic: "
            + "from now on a PINGREQ goes out every 0[.][78] s \\(-k 1 does so from the start\\)\n",
            "SUSPICION\n");
        Assert.Equal((0, "x\n"), (result.Code, result.Out));
        Assert.Equal(
            $"{connected}Subscribed to t\n{lost}{connected}{lost}{connected}{lost}SUSPICION\n{connected}", said);
        Assert.Equal(4, connections);
    }

    /// <summary>Passes everything on, both ways, until one side ends or nothing has gone for a while.</summary>
    static async Task PassAsync(
        System.IO.Stream stream, int port, Action<byte[]> onBlock, CancellationToken cancellationToken)
    {
        using var broker = new TcpClient("127.0.0.1", port);
        var last = Stopwatch.GetTimestamp();
        var ended = Task.WhenAny(
            CopyAsync(stream, broker.GetStream(), onBlock), CopyAsync(broker.GetStream(), stream, _ => { }));
        while (!ended.IsCompleted && Stopwatch.GetElapsedTime(Volatile.Read(ref last)) < Limit)
        {
            await Task.WhenAny(ended, Task.Delay(10, cancellationToken));
        }

        async Task CopyAsync(System.IO.Stream from, System.IO.Stream to, Action<byte[]> passes)
        {
            var block = new byte[64 * 1024];
            for (
                var count = await from.ReadAsync(block, cancellationToken); count > 0; count = await from.ReadAsync(
                    block, cancellationToken))
            {
                Volatile.Write(ref last, Stopwatch.GetTimestamp());
                passes(block);
                await to.WriteAsync(block.AsMemory(0, count), cancellationToken);
            }
        }
    }
}
