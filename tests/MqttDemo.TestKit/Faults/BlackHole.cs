using System.Net;
using System.Net.Sockets;

namespace MqttDemo.TestKit.Faults;

/// <summary>
/// A port where nothing comes back, as behind a firewall that drops: with its queue full, the kernel answers no SYN.
/// </summary>
sealed class BlackHole : IDisposable
{
    // Like every broker: what is left of connections that have ended must not keep the port from it.
    readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        ExclusiveAddressUse = false,
    };

    readonly Socket[] queue = [
        .. Enumerable.Range(0, 8).Select(
            _ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];

    public BlackHole(string address = "127.0.0.1", int port = 0)
    {
        listener.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        listener.Listen(0);
        foreach (var waiting in queue)
        {
            // Those that find no room wait for an answer until the end of the test.
            _ = waiting.ConnectAsync(listener.LocalEndPoint!).ContinueWith(
                task => _ = task.Exception, TaskScheduler.Default);
        }
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        Array.ForEach(queue, waiting => waiting.Dispose());
        listener.Dispose();
    }
}
