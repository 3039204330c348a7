using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>
/// Debian's mosquitto on a free loopback port. Its queues have no limit, so that it is no broker's limit that is
/// measured.
/// </summary>
sealed class Mosquitto : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Process process;
    readonly StringBuilder log = new();
    readonly Task reading;

    Mosquitto(Process process, int port)
    {
        this.process = process;
        Port = port;
        reading = ReadLogAsync();
    }

    public int Port { get; }

    /// <summary>Starts one.</summary>
    /// <param name="folder">Where its configuration goes.</param>
    /// <param name="listenerLines">What is special about its listener.</param>
    public static async Task<Mosquitto> StartAsync(string folder, params string[] listenerLines)
    {
        var port = FreePort();
        var path = Path.Combine(folder, $"mosquitto-{port}.conf");
        string[] lines =
        [
            "user root", "log_dest stderr", "log_type error", "log_type subscribe", "max_queued_messages 0",
            "max_inflight_messages 1000",
            $"listener {port} 127.0.0.1", "allow_anonymous true", .. listenerLines, "",
        ];
        await File.WriteAllTextAsync(path, string.Join('\n', lines));
        var program = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";
        var process = Process.Start(new ProcessStartInfo(program, ["-c", path]) { RedirectStandardError = true })!;
        var broker = new Mosquitto(process, port);
        await broker.UntilAsync(() => Listens(port), "answer");
        return broker;
    }

    /// <summary>Waits until somebody has subscribed to a topic.</summary>
    public Task SubscribedAsync(string topic) =>
        UntilAsync(() => HasLogged($" {topic}\n"), $"report a subscription to {topic}");

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    async Task UntilAsync(Func<bool> isTrue, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new InvalidOperationException($"mosquitto did not {what}; it said: {log}");
            }

            await Task.Delay(2);
        }
    }

    bool HasLogged(string text)
    {
        lock (log)
        {
            return log.ToString().Contains(text, StringComparison.Ordinal);
        }
    }

    async Task ReadLogAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lock (log)
            {
                log.Append(line).Append('\n');
            }
        }
    }
}
