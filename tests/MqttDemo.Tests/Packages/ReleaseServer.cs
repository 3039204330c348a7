using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MqttDemo.Tests.Packages;

/// <summary>Serves the packages of a folder over HTTPS as the page of the releases does.</summary>
sealed class ReleaseServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource ending = new();
    readonly Certificates certificates = new();
    readonly string folder;
    readonly Task serving;

    public ReleaseServer(string folder)
    {
        this.folder = folder;
        listener.Start();
        serving = ServeAsync();
    }

    public string Address => $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/releases";

    public string Authority => certificates.Authority;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        certificates.Dispose();
        ending.Dispose();
    }

    async Task ServeAsync()
    {
        using var pem = X509Certificate2.CreateFromPemFile(
            certificates.Server.Certificate, certificates.Server.Key);
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(ending.Token);
            using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = pem }, ending.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var path = (await reader.ReadLineAsync(ending.Token) ?? "").Split(' ')[1];
            while (await reader.ReadLineAsync(ending.Token) is { Length: > 0 })
            {
            }

            await stream.WriteAsync(Answer(path), ending.Token);
            await stream.ShutdownAsync();
        }
    }

    /// <summary>There is one version: the newest.</summary>
    byte[] Answer(string path)
    {
        var file = Path.Combine(folder, Path.GetFileName(path));
        if (!path.StartsWith("/releases/latest/download/", StringComparison.Ordinal) || !File.Exists(file))
        {
            return "HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
        }

        var content = File.ReadAllBytes(file);
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.0 200 OK\r\nContent-Length: {content.Length}\r\n\r\n"), .. content];
    }
}
