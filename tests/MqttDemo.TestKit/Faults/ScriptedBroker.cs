using System.Net;
using System.Net.Sockets;
using MqttDemo.Config;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Faults;

/// <summary>A broker that does what the test says, packet by packet.</summary>
sealed class ScriptedBroker : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly List<ScriptedConnection> connections = [];

    public ScriptedBroker(int receiveBufferSize = 0)
    {
        if (receiveBufferSize > 0)
        {
            listener.Server.ReceiveBufferSize = receiveBufferSize;
        }

        listener.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Address => $"127.0.0.1:{Port}";

    public BrokerAddress BrokerAddress => new(BrokerScheme.Tcp, "127.0.0.1", Port);

    /// <summary>Waits for the next connection.</summary>
    public async Task<ScriptedConnection> AcceptAsync()
    {
        using var timeout = new CancellationTokenSource(App.Patience);
        var connection = new ScriptedConnection(await listener.AcceptSocketAsync(timeout.Token));
        connections.Add(connection);
        return connection;
    }

    /// <summary>No connection waits to be accepted.</summary>
    public bool IsQuiet => !listener.Pending();

    public ValueTask DisposeAsync()
    {
        listener.Stop();
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
