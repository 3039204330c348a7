using System.Net;
using System.Net.Sockets;
using MqttDemo.Broker;
using MqttDemo.Client;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Subscriber.Embedded;

/// <summary>
/// A broker inside the subscriber, for the first minute and for tests, on loopback only. The one that has the port
/// serves; it keeps everything in memory and ends with the subscriber.
/// </summary>
/// <param name="clientId">Of the subscriber's own client, before which no other client is let in.</param>
/// <param name="messages">Where to say so.</param>
/// <param name="time">The clock.</param>
sealed class EmbeddedBroker(string clientId, Messages messages, TimeProvider time) : IAsyncDisposable
{
    MqttBroker? broker;

    /// <summary>
    /// Serves, if this is the address of an embedded broker and no broker serves there yet. To be called before each
    /// attempt to connect: when the subscriber that has served ends, another one takes its place.
    /// </summary>
    /// <exception cref="MqttDemoException">No broker answers there, and none can be served (exit code 3).</exception>
    public async Task ServeIfNeededAsync(BrokerAddress address)
    {
        // Only Linux refuses a port of loopback that somebody has on all addresses.
        if (!address.Embedded || broker is not null || (!OperatingSystem.IsLinux() && await AnswersAsync(address.Port)))
        {
            return;
        }

        try
        {
            // In the pool: what connects to it may wait for it on the main thread.
            broker = await Task.Run(
                () => MqttBroker.Start(address.Port, clientId, sentence => messages.Warning(sentence), time));
        }
        catch (SocketException e)
        {
            if (e.SocketErrorCode == SocketError.AddressAlreadyInUse || await AnswersAsync(address.Port))
            {
                return;
            }

            throw new MqttDemoException(
                FailureKind.Unreachable, $"no broker answers at {address} and none can be served there: {e.Message}",
                $"choose another port: {Settings.Broker.Address.To("embedded:PORT")}", e);
        }

        messages.Note($"No broker answers at {address}: serving one here, on loopback only, until this program ends");
    }

    public ValueTask DisposeAsync() => broker?.DisposeAsync() ?? ValueTask.CompletedTask;

    static async Task<bool> AnswersAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        LoopbackRefusals.Believe(socket);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
