using System.Net;
using System.Net.Sockets;

namespace MqttDemo.TestKit.Faults;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
sealed class ProxiedConnection(TcpProxy proxy, Socket app, Fault fault) : IDisposable
{
    const int BytesPerSecond = 400_000;
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(3);

    readonly Socket broker = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly Lock gate = new();
    long left = fault.CutAfterBytes;
    bool isCut;

    public async Task RunAsync(int target)
    {
        app.NoDelay = true;
        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, target);
        }
        catch (SocketException)
        {
            // The broker is down: the app sees that its connection is closed, as it would without us.
            Dispose();
            return;
        }

        await using var life = new Timer(
            _ => EndLife(), null, fault.Life ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await Task.WhenAll(
            PumpAsync(app, broker, isTowardsBroker: true), PumpAsync(broker, app, isTowardsBroker: false));
        Dispose();
    }

    public void Dispose()
    {
        app.Dispose();
        broker.Dispose();
    }

    /// <summary>An abortive close, as when a machine in between dies.</summary>
    public void Cut()
    {
        lock (gate)
        {
            if (isCut)
            {
                return;
            }

            isCut = true;
        }

        proxy.CountCut();
        foreach (var socket in (Socket[])[app, broker])
        {
            try
            {
                // Dispose alone would end a pending read with a shutdown first, and so with a goodbye.
                socket.LingerState = new LingerOption(true, 0);
                socket.Close(0);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                // It had gone by itself.
            }
        }
    }

    async Task PumpAsync(Socket from, Socket to, bool isTowardsBroker)
    {
        var block = new byte[16 * 1024];
        var cutter = fault.Cut is { } cut ? new PacketCutter(cut) : null;
        try
        {
            while (true)
            {
                var count = await ReadAsync(from, block);
                if (proxy.IsStalled)
                {
                    await Task.Delay(Timeout.Infinite, proxy.Stopped);
                }

                if (count == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                var passed = Judge(block.AsSpan(0, count), cutter, out var endsHere);
                Task SendAsync() => WriteAsync(to, block.AsMemory(0, passed));
                await (isTowardsBroker ? proxy.PassToBrokerAsync(SendAsync) : SendAsync());
                if (endsHere)
                {
                    Cut();
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone; the other must not stay.
            Dispose();
        }
    }

    /// <summary>How many of the bytes pass, up to the very byte: a cut may fall into the middle of a packet.</summary>
    int Judge(ReadOnlySpan<byte> bytes, PacketCutter? cutter, out bool endsHere)
    {
        endsHere = false;
        var passed = cutter?.Pass(bytes, out endsHere) ?? bytes.Length;
        var remaining = Interlocked.Add(ref left, -bytes.Length);
        endsHere |= remaining <= 0;
        return (int)Math.Min(passed, Math.Clamp(remaining + bytes.Length, 0, bytes.Length));
    }

    async Task<int> ReadAsync(Socket from, byte[] block)
    {
        var count = await from.ReceiveAsync(block);
        if (fault.Shape == Shape.Merged && count > 0)
        {
            await Task.Delay(Moment);
            while (from.Available > 0 && count < block.Length)
            {
                count += await from.ReceiveAsync(block.AsMemory(count));
            }
        }

        return count;
    }

    async Task WriteAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        switch (fault.Shape)
        {
            case Shape.SingleBytes:
                for (var i = 0; i < bytes.Length; i++)
                {
                    await to.SendAsync(bytes.Slice(i, 1));
                }

                return;
            case Shape.Delayed:
                await Task.Delay(Moment);
                break;
            case Shape.Throttled:
                await Task.Delay(TimeSpan.FromSeconds((double)bytes.Length / BytesPerSecond));
                break;
        }

        await to.SendAsync(bytes);
    }

    void EndLife()
    {
        if (!proxy.IsPeaceful)
        {
            Cut();
        }
    }
}
