using System.Net.Sockets;

namespace MqttDemo.Tests.Infra;

/// <summary>A mosquitto of our own on a free loopback port, with our own config; killed by its own id.</summary>
sealed class Mosquitto : IAsyncDisposable
{
    readonly TemporaryFolder folder = new();
    readonly string[] config;
    string[] access = ["allow_anonymous true"];
    App? process;

    Mosquitto(string[] config) => this.config = config;

    public int Port { get; private set; }

    public string Address => $"localhost:{Port}";

    public string Log => process!.Error;

    /// <summary>Roomy limits, so that the broker's own queue is not what is tested; a test's lines come after them and win.</summary>
    public static async Task<Mosquitto> StartAsync(params string[] lines)
    {
        var broker = new Mosquitto(["max_queued_messages 1000000", "max_inflight_messages 100", .. lines]) { Port = Ports.Free() };
        await broker.RunAsync();
        return broker;
    }

    /// <summary>One that writes down everything it acknowledges, and so can be killed.</summary>
    public static Task<Mosquitto> StartPersistentAsync() =>
        StartAsync("persistence true", "autosave_on_changes true", "autosave_interval 1");

    /// <summary>One that knows alice, whose password is secret, and nobody else.</summary>
    public static async Task<Mosquitto> StartWithPasswordAsync()
    {
        var broker = new Mosquitto([]) { Port = Ports.Free(), access = ["allow_anonymous false", "password_file passwords"] };
        var passwords = broker.folder.File("passwords");
        await using (var tool = App.Start(Executables.Installed("mosquitto_passwd"), ["-b", "-c", passwords, "alice", "secret"]))
        {
            Assert.Equal(0, (await tool.ExitAsync()).Code);
        }

        await broker.RunAsync();
        return broker;
    }

    /// <summary>One that is reached over TLS only, and shows this certificate in the place of its good one.</summary>
    public static async Task<Mosquitto> StartTlsAsync(Certificates certificates, Certificates.Pair? shown = null, params string[] lines)
    {
        var (certificate, key) = shown ?? certificates.Server;
        var broker = new Mosquitto([])
        {
            Port = Ports.Free(),
            access = ["allow_anonymous true", $"cafile {certificates.Authority}", $"certfile {certificate}", $"keyfile {key}", .. lines],
        };
        await broker.RunAsync();
        return broker;
    }

    /// <summary>One where nobody may publish.</summary>
    public static async Task<Mosquitto> StartForbiddingAsync()
    {
        var broker = new Mosquitto([]) { Port = Ports.Free(), access = ["allow_anonymous true", "acl_file acl"] };
        broker.folder.File("acl", "topic read #\n");
        await broker.RunAsync();
        return broker;
    }

    /// <summary>
    /// Waits until it has handled what it had received and has saved it. mosquitto handles one packet of each connection in a turn of its loop, sends
    /// the PUBACK and saves only at the end of the turn: killed in between it loses a message that it has acknowledged, whoever sent it. So many
    /// PINGREQs, each answered before the next, are more turns than packets that can be waiting.
    /// </summary>
    public async Task SettleAsync()
    {
        const int turns = 500;
        using var client = new TcpClient("127.0.0.1", Port);
        var stream = client.GetStream();
        // CONNECT of MQTT 3.1.1 with a clean session and an empty client id.
        await stream.WriteAsync(new byte[] { 0x10, 12, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, 0 });
        await stream.ReadExactlyAsync(new byte[4]);
        for (var i = 0; i < turns; i++)
        {
            await stream.WriteAsync(new byte[] { 0xC0, 0 });
            await stream.ReadExactlyAsync(new byte[2]);
        }
    }

    /// <summary>Kills it without warning.</summary>
    public async Task KillAsync()
    {
        process!.Signal("KILL");
        await process.ExitAsync();
        await process.DisposeAsync();
    }

    /// <summary>Starts it again, on the same port and its saved state.</summary>
    public async Task RunAsync()
    {
        var path = folder.File("mosquitto.conf", string.Join('\n', (string[])[
            "user root", "log_dest stderr", $"persistence_location {folder.Path}/", .. config, $"listener {Port} 127.0.0.1", .. access, ""]));
        process = App.Start(Executables.Installed("mosquitto"), ["-c", path], folder: folder.Path);
        await Until.TrueAsync(Answers, "mosquitto to answer");
    }

    public async ValueTask DisposeAsync()
    {
        await process!.DisposeAsync();
        folder.Dispose();
    }

    bool Answers()
    {
        Assert.False(process!.HasExited, $"mosquitto ended: {process.Error}");
        try
        {
            using var socket = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
