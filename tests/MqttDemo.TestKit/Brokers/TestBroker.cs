using System.Net.Sockets;
using System.Text;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>
/// A real broker on free loopback ports with a folder and a config of its own; started and stopped by its own process
/// id.
/// </summary>
abstract class TestBroker : IAsyncDisposable
{
    App? process;
    Task? starting;

    public int Port { get; } = Ports.Free();

    public string Address => $"localhost:{Port}";

    /// <summary>What it has written to stderr.</summary>
    public string Log => process!.Error;

    /// <summary>Everything it has written since it was started last.</summary>
    public string Said => process!.Error + Encoding.UTF8.GetString(process.OutputSoFar);

    /// <summary>The most memory it has used so far, in megabytes.</summary>
    public double PeakMegabytes => process!.PeakMegabytes;

    /// <summary>What it has taken so far, of all processors.</summary>
    public TimeSpan ProcessorTime => process!.ProcessorTime;

    /// <summary>What a client must say to be let in; nothing for most.</summary>
    public virtual string[] Login => [];

    /// <summary>Nothing answers here before a TLS handshake.</summary>
    protected virtual bool SpeaksTls => false;

    protected TemporaryFolder Folder { get; } = new();

    /// <summary>Starts it if nobody has; a broker that is not installed skips the test that wants it.</summary>
    public Task StartedAsync() => starting ??= RunAsync();

    /// <summary>Starts it, or starts it again on the same port and its saved state.</summary>
    public async Task RunAsync()
    {
        await LaunchedAsync();
        await ReadyAsync();
    }

    /// <summary>Starts it, and does not wait: the node of a cluster answers nobody before there are others.</summary>
    public async Task LaunchedAsync() => process = await LaunchAsync();

    /// <summary>Waits until it answers.</summary>
    public Task ReadyAsync() => Until.TrueAsync(Answers, $"{GetType().Name} to answer");

    /// <summary>Kills it without warning.</summary>
    public async Task KillAsync()
    {
        process!.Signal("KILL");
        await process.ExitAsync();
        await process.DisposeAsync();
    }

    /// <summary>Stops it without ending it, as when its machine hangs; and lets it go on.</summary>
    public void Freeze() => process!.Signal("STOP");

    public void Thaw() => process!.Signal("CONT");

    public virtual async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        Folder.Dispose();
    }

    protected abstract Task<App> LaunchAsync();

    /// <summary>Ready is who answers CONNECT with CONNACK: a port is open long before that.</summary>
    bool Answers()
    {
        Assert.False(process!.HasExited, $"{GetType().Name} ended: {Said}");
        if (SpeaksTls)
        {
            return Ports.IsOpen(Port);
        }

        try
        {
            using var client = new TcpClient("127.0.0.1", Port) { ReceiveTimeout = 2_000 };
            var stream = client.GetStream();
            stream.Write(ConnectPacket());
            Span<byte> answer = stackalloc byte[4];
            return stream.ReadAtLeast(answer, 4, throwOnEndOfStream: false) == 4 && answer[0] == 0x20;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>CONNECT of MQTT 3.1.1 with a clean session.</summary>
    protected static byte[] ConnectPacket() => [0x10, 17, 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, 5, .. "probe"u8];
}
