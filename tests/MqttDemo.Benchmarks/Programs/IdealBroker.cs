using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>
/// A broker that answers at once, keeps nothing and is never the brake: what the clients can do themselves. It knows
/// exact topics only, and one subscriber for each.
/// </summary>
sealed class IdealBroker : MeasuredBroker
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<string, IdealQueue> subscribers = new(StringComparer.Ordinal);
    readonly int window;

    /// <param name="window">How many messages it has in flight to one client, and lets one have.</param>
    public IdealBroker(int window)
    {
        this.window = window;
        listener.Start();
        new Thread(AcceptAll) { IsBackground = true, Name = "ideal broker" }.Start();
    }

    public override string Name => "ideal broker";

    public override int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public override TimeSpan? ProcessorTime => null;

    public override Task SubscribedAsync(string topic) =>
        Until.TrueAsync(() => subscribers.ContainsKey(topic), $"a subscription to {topic}");

    public override ValueTask DisposeAsync()
    {
        listener.Dispose();
        return ValueTask.CompletedTask;
    }

    void AcceptAll()
    {
        try
        {
            while (true)
            {
                var socket = listener.AcceptSocket();
                socket.NoDelay = true;
                new Thread(() => Serve(socket)) { IsBackground = true, Name = "ideal connection" }.Start();
            }
        }
        catch (SocketException)
        {
            // The listener is closed: it is over.
        }
    }

    void Serve(Socket socket)
    {
        using (socket)
        {
            try
            {
                new IdealConnection(socket, window, subscribers).Run();
            }
            catch (SocketException)
            {
                // The client has gone.
            }
        }
    }
}
