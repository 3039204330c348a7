using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace MqttDemo.TestKit.Faults;

/// <summary>Does with each connection what the test says, and then closes it.</summary>
sealed class ScriptedServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly List<Task> connections = [];
    readonly Task accepting;

    public ScriptedServer(Func<Stream, CancellationToken, Task> serve)
    {
        listener.Start();
        accepting = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Answers whatever comes first with these bytes, and then waits for the other side to close.</summary>
    public static ScriptedServer Answering(byte[] answer) => new(async (stream, cancellationToken) =>
    {
        await stream.ReadAtLeastAsync(new byte[1], 1, cancellationToken: cancellationToken);
        await stream.WriteAsync(answer, cancellationToken);
        await stream.CopyToAsync(Stream.Null, cancellationToken);
    });

    /// <summary>TLS on the way in, and the broker behind it; says what was agreed on.</summary>
    public static ScriptedServer TlsFront(
        int broker, SslServerAuthenticationOptions options, Action<SslStream> agreed) =>
            new(async (stream, cancellationToken) =>
    {
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(options, cancellationToken);
        agreed(tls);
        await PipeAsync(tls, broker, cancellationToken);
    });

    /// <summary>The head of a request in HTTP.</summary>
    public static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>Passes everything on, both ways, until one side ends.</summary>
    public static async Task PipeAsync(Stream stream, int port, CancellationToken cancellationToken)
    {
        using var broker = new TcpClient("127.0.0.1", port);
        await Task.WhenAny(
            stream.CopyToAsync(broker.GetStream(), cancellationToken),
            broker.GetStream().CopyToAsync(stream, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        stop.Dispose();
    }

    async Task AcceptAsync(Func<Stream, CancellationToken, Task> serve)
    {
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token), serve));
            }
        }
        catch (Exception e) when (e is OperationCanceledException
            or SocketException
            or ObjectDisposedException
            or InvalidOperationException)
        {
            // The test is over; the last where the listener was stopped between two connections.
        }
    }

    async Task ServeAsync(TcpClient client, Func<Stream, CancellationToken, Task> serve)
    {
        try
        {
            using (client)
            {
                await serve(client.GetStream(), stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException
            or IOException
            or SocketException
            or System.Security.Authentication.AuthenticationException)
        {
            // The program under test has gone away, or the test is over.
        }
    }
}
