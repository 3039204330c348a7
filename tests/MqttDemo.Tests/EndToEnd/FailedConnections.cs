using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// A connection that does not come about says how far it came, what came back, and what that probably means.
/// </summary>
public sealed class FailedConnections
{
    const string AskForPort = "hint: is this the port of an MQTT broker?";

    [Theory]
    [Trait("Length", "long")]
    [
        InlineData(
            "HTTP/1.0 403 Forbidden\r\n\r\n", "it answers in HTTP (\"HTTP/1.0 403 Forbidden\")",
            "hint: if this is its WebSocket port: --ws, or ws://")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n", "it is an SSH server (\"SSH-2.0-OpenSSH_9.2p1\")", AskForPort)]
    [InlineData("220 mx ESMTP\r\n", "it greets like a mail or FTP server (\"220 mx ESMTP\")", AskForPort)]
    [InlineData("AMQP\0\0\x09\x01", "it speaks AMQP (\"AMQP....\")", "hint: RabbitMQ speaks MQTT on a port of its own")]
    [InlineData("\x15\x03\x01\0\x02\x02\x46", "it answers in TLS", "hint: --tls, or mqtts://")]
    [InlineData("\x16\x03\x03\0\x02\x02\x46", "it answers in TLS", "hint: --tls, or mqtts://")]
    public async Task Another_protocol_is_reported_at_once_by_what_came_back(string answer, string sentence, string hint)
    {
        // A server that greets says its word before it is asked, and then waits.
        await using var server = Greeting(answer);

        (await App.PublishAsync(["-b", $"localhost:{server.Port}", "-m", "x", "--connect-timeout", "60"])).ShouldFail(
            ExitCode.Unreachable, $"publisher: error: localhost:{server.Port} does not speak MQTT: {sentence}\n", hint);
    }

    [Theory]
    [Trait("Length", "long")]
    [
        InlineData(
            "HTTP/1.0 400 Bad Request\r\n\r\n",
            "does not speak TLS: it answers in HTTP (\"HTTP/1.0 400 Bad Request\")")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n", "does not speak TLS: it is an SSH server (\"SSH-2.0-OpenSSH_9.2p1\")")]
    [InlineData("\x20\x03\0\x84\0", "does not speak TLS: it answers in MQTT")]
    [InlineData("what?\r\n", "does not speak TLS: it answers \"what?\"")]
    public async Task Plain_text_where_TLS_was_begun_is_reported_by_what_came_back(string answer, string sentence)
    {
        await using var server = ScriptedServer.Answering(Encoding.Latin1.GetBytes(answer));

        (await App.PublishAsync(["-b", $"mqtts://localhost:{server.Port}", "-m", "x", "--connect-timeout", "3"]))
            .ShouldFail(
            ExitCode.Unreachable, $"mqtts://localhost:{server.Port} {sentence}\n",
            "hint: is this the broker's TLS port? Without TLS it is mqtt://, or ws:// for a WebSocket\n");
    }

    [Fact]
    public async Task TLS_at_a_broker_without_it_is_reported()
    {
        await using var broker = await Mosquitto.StartAsync();

        (await App.PublishAsync(["-b", $"mqtts://localhost:{broker.Port}", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable,
            $"mqtts://localhost:{broker.Port} closed the connection instead of a TLS handshake",
            "hint: is this the broker's TLS port? A port without TLS (mqtt://, or ws:// for a WebSocket) ends it like this");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n", "it is an SSH server (\"SSH-2.0-OpenSSH_9.2p1\")")]
    [InlineData("\x15\x03\x01\0\x02\x02\x46", "it answers in TLS")]
    public async Task Another_protocol_where_a_WebSocket_was_asked_for_is_reported_by_what_came_back(
        string answer, string sentence)
    {
        await using var server = ScriptedServer.Answering(Encoding.Latin1.GetBytes(answer));

        (await App.PublishAsync(["-b", $"ws://localhost:{server.Port}", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable, $"ws://localhost:{server.Port}/mqtt does not answer in HTTP: {sentence}\n",
            "hint: is this the WebSocket port of an MQTT broker?");
    }

    [Theory]
    [
        InlineData(
            "mqtt", "accepts connections but did not answer CONNECT within 2 s",
            "hint: is this the port of an MQTT broker? one for TLS (--tls) or WebSockets (--ws)")]
    [
        InlineData(
            "mqtts", "accepts connections but did not answer the TLS handshake within 2 s",
            "hint: is this the broker's TLS port?")]
    [
        InlineData(
            "ws", "accepts connections but did not answer the request for a WebSocket within 2 s",
            "hint: is this the WebSocket port of an MQTT broker?")]
    public async Task A_port_that_takes_connections_and_is_silent_is_not_said_to_need_more_time(
        string scheme, string sentence, string hint)
    {
        await using var server = new ScriptedServer(
            (stream, cancellationToken) => stream.CopyToAsync(Stream.Null, cancellationToken));

        var result = await App.PublishAsync(
            ["-b", $"{scheme}://localhost:{server.Port}", "-m", "x", "--connect-timeout", "2"]);

        result.ShouldFail(ExitCode.Unreachable, $"localhost:{server.Port}", sentence, hint);
        Assert.DoesNotContain("--connect-timeout", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_nobody_answers_is_told_apart_from_one_that_is_taken()
    {
        // One more than fits in a queue that nobody takes from: the kernel drops the next SYN.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var first = new TcpClient("127.0.0.1", port);

        (await App.PublishAsync(["-b", $"127.0.0.1:{port}", "-m", "x", "--connect-timeout", "1"])).ShouldFail(
            ExitCode.Unreachable,
            $"127.0.0.1:{port} did not answer within 1 s: nothing came back at all",
            "hint: is the address right, or does a firewall drop what goes there? --connect-timeout allows more time");
    }

    [Theory]
    [Trait("Length", "long")]
    [
        InlineData(
            false, false, "it may want a client certificate (--cert), not allow the client id (-i)",
            "--tls-alpn mqtt (AWS IoT: x-amzn-mqtt-ca)")]
    [InlineData(true, false, "it has asked for a client certificate: --cert FILE and --key FILE show one", "")]
    [InlineData(true, true, "its policy may not allow this certificate or the client id (-i)", "--tls-alpn mqtt")]
    public async Task A_broker_that_closes_after_CONNECT_in_TLS_is_reported_with_what_it_may_want(
        bool asks, bool shows, string hint, string more)
    {
        using var certificates = new Certificates();
        using var own = X509Certificate2.CreateFromPemFile(certificates.Server.Certificate, certificates.Server.Key);
        using var server = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
        await using var broker = new ScriptedServer(async (stream, cancellationToken) =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = server,
                    ClientCertificateRequired = asks,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is null || shows,
                },
                cancellationToken);
            await tls.ReadAtLeastAsync(new byte[1], 1, cancellationToken: cancellationToken);
            await tls.ShutdownAsync();
        });
        var (certificate, key) = certificates.Issue("client", "alice");

        (await App.PublishAsync(
            [
                "-b", $"mqtts://localhost:{broker.Port}", "--cafile", certificates.Authority, "-m", "x", "-V", "311",
                .. shows ? (string[])["--cert", certificate, "--key", key] : []
            ]))
            .ShouldFail(
                ExitCode.Unreachable,
                $"mqtts://localhost:{broker.Port} closed the connection without an answer to CONNECT\nhint: ", hint,
                more);
    }

    [Fact]
    public async Task A_plain_broker_that_closes_at_once_may_be_full()
    {
        await using var broker = new ScriptedServer(
            (stream, cancellationToken) =>
                stream.ReadAtLeastAsync(new byte[1], 1, cancellationToken: cancellationToken).AsTask());

        (await App.PublishAsync(["-b", $"localhost:{broker.Port}", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable,
            $"localhost:{broker.Port} closed the connection without an answer to CONNECT",
            "hint: if it speaks TLS on this port: --tls, a WebSocket: --ws; or it accepts no more clients, as its log should say");
    }

    [Fact]
    public async Task An_address_of_one_link_needs_its_interface()
    {
        (await InProcess.PublishAsync(["-b", "[fe80::1]:1883", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable,
            "fe80::1 is a link-local address, and its network interface is missing",
            "hint: add the interface, as in fe80::1%eth0; 'ip link' lists them");
        (await InProcess.PublishAsync(["-b", "mqtt://[fe80::1%25nope]", "-m", "x"])).ShouldFail(
            ExitCode.Usage,
            "'mqtt://[fe80::1%25nope]' is not a broker address: this machine has no network interface 'nope'");
    }

    [Theory]
    [InlineData("[::1%lo]")]
    [InlineData("mqtt://[::1%25lo]")]
    public async Task An_interface_of_an_address_is_taken_in_a_URL_too(string host)
    {
        using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
        listener.Start();
        await using var publisher = App.Publisher(
            "-b", $"{host}:{((IPEndPoint)listener.LocalEndpoint).Port}", "-m", "x");

        using var accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(App.Patience, TestContext.Current.CancellationToken);

        Assert.True(accepted.Connected);
    }

    static ScriptedServer Greeting(string text) => new(async (stream, cancellationToken) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancellationToken);
        await stream.CopyToAsync(Stream.Null, cancellationToken);
    });
}
