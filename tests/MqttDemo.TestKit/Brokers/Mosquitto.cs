using System.Net.Sockets;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>mosquitto of Debian.</summary>
sealed class Mosquitto(params string[] config) : TestBroker
{
    // Roomy limits, so that the broker's own queue is not what is tested; a test's lines come after them and win.
    static readonly string[] Roomy = ["max_queued_messages 1000000", "max_inflight_messages 100"];
    static readonly byte[] PingRequest = [0xC0, 0];
    static readonly byte[] SubscribePacket = [0x82, 10, 0, 1, 0, 5, .. "probe"u8, 0];

    string[] access = ["allow_anonymous true"];

    public Mosquitto()
        : this([])
    {
    }

    public static async Task<Mosquitto> StartAsync(params string[] lines)
    {
        var broker = new Mosquitto(lines);
        await broker.StartedAsync();
        return broker;
    }

    /// <summary>One that writes down everything it acknowledges, and so can be killed.</summary>
    public static Task<Mosquitto> StartPersistentAsync() =>
        StartAsync("persistence true", "autosave_on_changes true", "autosave_interval 1");

    /// <summary>One that knows alice, whose password is secret, and nobody else.</summary>
    public static async Task<Mosquitto> StartWithPasswordAsync()
    {
        var broker = new Mosquitto { access = ["allow_anonymous false", "password_file passwords"] };
        var passwords = broker.Folder.File("passwords");
        await using (
            var tool = App.Start(Executables.Installed("mosquitto_passwd"), ["-b", "-c", passwords, "alice", "secret"]))
        {
            Assert.Equal(0, (await tool.ExitAsync()).Code);
        }

        await broker.StartedAsync();
        return broker;
    }

    /// <summary>One that is reached over TLS only, and shows this certificate in place of its good one.</summary>
    public static async Task<Mosquitto> StartTlsAsync(
        Certificates certificates, Certificates.Pair? shown = null, params string[] lines)
    {
        var (certificate, key) = shown ?? certificates.Server;
        var broker = new Mosquitto
        {
            access = [
                "allow_anonymous true", $"cafile {certificates.Authority}", $"certfile {certificate}", $"keyfile {key}",
                .. lines],
        };
        await broker.StartedAsync();
        return broker;
    }

    /// <summary>
    /// One with a second listener, for WebSockets. mosquitto 2.0.11 does not start with that one alone.
    /// </summary>
    public static async Task<Mosquitto> StartWebSocketAsync(params string[] lines)
    {
        var broker = new Mosquitto();
        broker.access = [
            "allow_anonymous true", $"listener {broker.WebSocketPort} 127.0.0.1", "protocol websockets", .. lines];
        await broker.StartedAsync();
        // It opens its listeners one after the other.
        await Until.TrueAsync(() => Ports.IsOpen(broker.WebSocketPort), "mosquitto to listen for WebSockets");
        return broker;
    }

    /// <summary>The same over TLS.</summary>
    public static Task<Mosquitto> StartSecureWebSocketAsync(Certificates certificates) => StartWebSocketAsync(
        $"cafile {certificates.Authority}", $"certfile {certificates.Server.Certificate}",
        $"keyfile {certificates.Server.Key}");

    /// <summary>One with a second listener, at a path.</summary>
    public static async Task<Mosquitto> StartUnixSocketAsync()
    {
        var broker = new Mosquitto();
        broker.access = ["allow_anonymous true", $"listener 0 {broker.SocketPath}"];
        await broker.StartedAsync();
        return broker;
    }

    /// <summary>The path of another one than Debian's.</summary>
    public string? Program { get; init; }

    public int WebSocketPort { get; } = Ports.Free();

    public string WebSocketAddress => $"ws://localhost:{WebSocketPort}/mqtt";

    public string SocketPath => Folder.File("mosquitto.sock");

    /// <summary>One with these settings of its listener.</summary>
    public static async Task<Mosquitto> StartWithListenerAsync(params string[] lines)
    {
        var broker = new Mosquitto { access = ["allow_anonymous true", .. lines] };
        await broker.StartedAsync();
        return broker;
    }

    /// <summary>One where nobody may publish.</summary>
    public static async Task<Mosquitto> StartForbiddingAsync()
    {
        var broker = new Mosquitto { access = ["allow_anonymous true", "acl_file acl"] };
        broker.Folder.File("acl", "topic read #\n");
        await broker.StartedAsync();
        return broker;
    }

    /// <summary>
    /// Waits until it has handled what it had received and has saved it. mosquitto handles one packet of each
    /// connection in a turn of its loop, sends the PUBACK and saves only at the end of the turn: killed in between it
    /// loses a message that it has acknowledged, from any sender. These PINGREQs, each answered before the next, are
    /// more turns than packets that can be waiting. And it saves at the end of a turn only when it has counted a
    /// change, which a message that it has answered with PUBREC, or that it sends on at once, is not (database.c,
    /// persistence_changes); a SUBSCRIBE is one.
    /// </summary>
    public async Task SettleAsync()
    {
        const int turns = 500;
        using var client = new TcpClient("127.0.0.1", Port);
        var stream = client.GetStream();
        await AskAsync(stream, ConnectPacket(), answer: 4);
        for (var i = 0; i < turns; i++)
        {
            await AskAsync(stream, PingRequest, answer: 2);
        }

        await AskAsync(stream, SubscribePacket, answer: 5);
        await AskAsync(stream, PingRequest, answer: 2);
    }

    protected override bool SpeaksTls => access.Any(line => line.StartsWith("certfile", StringComparison.Ordinal));

    protected override Task<App> LaunchAsync()
    {
        var path = Folder.File("mosquitto.conf", string.Join('\n', (string[])[
            "user root", "log_dest stderr", $"persistence_location {Folder.Path}/", .. Roomy, .. config,
            $"listener {Port} 127.0.0.1", .. access, ""]));
        var program = Program ?? Executables.Installed("mosquitto");
        return Task.FromResult(App.Start(program, ["-c", path], folder: Folder.Path));
    }

    static async Task AskAsync(NetworkStream broker, byte[] packet, int answer)
    {
        await broker.WriteAsync(packet);
        await broker.ReadExactlyAsync(new byte[answer]);
    }
}
