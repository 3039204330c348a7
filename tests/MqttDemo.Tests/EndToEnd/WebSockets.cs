using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>MQTT over WebSockets, with mosquitto's.</summary>
public sealed class WebSockets
{
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_stream_goes_through_in_order_and_whole(string qos)
    {
        const int count = 50_000;
        await using var broker = await Mosquitto.StartWebSocketAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.WebSocketAddress, "-t", "numbers", "-q", qos, "-C", $"{count}");

        (
            await App.PublishAsync(
                ["-b", broker.WebSocketAddress, "-t", "numbers", "-q", qos, "-l"], Lines.Sequence(count)))
            .ShouldBeSilentSuccess();

        Lines.ShouldBeEqual(Lines.Sequence(count), (await subscriber.ExitAsync()).Bytes);
    }

    // mosquitto 2.0.11 stops in the middle of a message of a megabyte to any WebSocket client: that way it is a
    // shorter one.
    [Theory]
    [InlineData(5_000_000, "mqtt")]
    [InlineData(200_000, "ws")]
    public async Task A_large_message_goes_through(int size, string scheme)
    {
        var payload = new byte[size];
        new Random(1).NextBytes(payload);
        await using var broker = await Mosquitto.StartWebSocketAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", scheme == "ws" ? broker.WebSocketAddress : broker.Address, "-t", "large", "-q", "1", "-C", "1",
            "--raw");

        (await App.PublishAsync(["-b", broker.WebSocketAddress, "-t", "large", "-q", "1", "-s"], payload))
            .ShouldBeSilentSuccess();

        Assert.Equal(payload, (await subscriber.ExitAsync()).Bytes);
    }

    [Fact]
    public async Task A_connection_ends_and_the_broker_has_seen_its_DISCONNECT()
    {
        await using var broker = await Mosquitto.StartWebSocketAsync();

        (await App.PublishAsync(["-b", broker.WebSocketAddress, "-i", "polite", "-t", "t", "-m", "x"]))
            .ShouldBeSilentSuccess();

        await Until.TrueAsync(
            () => broker.Log.Contains("Client polite disconnected.", StringComparison.Ordinal), "the DISCONNECT");
    }

    [Fact]
    public async Task A_host_and_a_port_become_a_WebSocket_with_ws_or_with_its_path()
    {
        await using var broker = await Mosquitto.StartWebSocketAsync();
        string[] to = ["-h", "localhost", "-p", $"{broker.WebSocketPort}", "-t", "t", "-m", "x"];

        (await App.PublishAsync([.. to, "--ws"])).ShouldBeSilentSuccess();
        (await App.PublishAsync([.. to, "--ws-path", "/mqtt"])).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task The_request_has_the_path_its_query_and_the_headers_given()
    {
        await using var broker = await Mosquitto.StartWebSocketAsync();
        var request = "";
        await using var server = new ScriptedServer(async (stream, cancellationToken) =>
        {
            request = await ScriptedServer.ReadHeadAsync(stream, cancellationToken);
            await stream.WriteAsync("HTTP/1.1 404 Not Found\r\n\r\n"u8.ToArray(), cancellationToken);
        });

        var result = await App.PublishAsync(
            [
                "-b", $"ws://localhost:{server.Port}/some/where?token=secret", "--ws-header",
                "Authorization: Bearer secret", "--ws-header", "X-Tenant:a: b ", "-t", "t", "-m", "x"
            ]);

        result.ShouldFail(
            ExitCode.Unreachable,
            $"ws://localhost:{server.Port}/some/where?... answers the request for a WebSocket with 404 Not Found",
            "hint: its WebSocket may have another path: --ws-path");
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
        Assert.StartsWith("GET /some/where?token=secret HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains($"\r\nHost: localhost:{server.Port}\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Protocol: mqtt\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: Bearer secret\r\nX-Tenant: a: b\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_TLS_every_option_of_TLS_holds()
    {
        using var certificates = new Certificates();
        using var others = new Certificates();
        await using var broker = await Mosquitto.StartSecureWebSocketAsync(certificates);
        var url = $"wss://localhost:{broker.WebSocketPort}";
        string[] host = ["-h", "localhost", "-p", $"{broker.WebSocketPort}", "--ws"];
        var pin = Certificates.PinOf(certificates.Server);

        (await App.PublishAsync(["-b", url, "--cafile", certificates.Authority, "--pin", pin, "-t", "t", "-m", "x"]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync([.. host, "--cafile", certificates.Authority, "-t", "t", "-m", "x", "-q", "1"]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", url, "--cafile", others.Authority, "-t", "t", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable,
            $"the certificate of {url}/mqtt is not accepted: another authority with the name 'Test authority' is "
            + "trusted here, and has not signed it");
        (
            await App.PublishAsync(
                [
                    "-b", url, "--cafile", certificates.Authority, "--pin", Certificates.PinOf(others.Server), "-t",
                    "t", "-m", "x"
                ]))
            .ShouldFail(
            ExitCode.Unreachable, "is not accepted: its public key is not pinned");
    }

    [Fact]
    public async Task A_port_that_speaks_something_else_is_reported()
    {
        await using var broker = await Mosquitto.StartWebSocketAsync();

        (await App.PublishAsync(["-b", $"ws://localhost:{broker.Port}", "-t", "t", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable, "closed the connection without an answer to the request for a WebSocket",
            "hint: is this the WebSocket port of an MQTT broker?");
    }

    [Theory]
    [InlineData("a header of --ws-header is written 'Name: value'", "-b", "ws://localhost", "--ws-header", "secret")]
    [
        InlineData(
            "the header upgrade is part of the WebSocket handshake", "-b", "ws://localhost", "--ws-header",
            "upgrade: h2c")]
    [InlineData("the header X contains a line end", "-b", "ws://localhost", "--ws-header", "X: a\r\nY: b")]
    [InlineData("in the path of --ws-path, spaces", "-b", "ws://localhost", "--ws-path", "/a b")]
    [InlineData("in the path of a WebSocket, spaces", "-b", "ws://localhost/a b")]
    [InlineData("is a unix socket, which carries no WebSocket", "--unix", "/tmp/x", "--ws")]
    public async Task What_makes_no_sense_is_reported_before_anything_is_connected(string sentence, params string[] args)
    {
        var result = await InProcess.PublishAsync([.. args, "-t", "t", "-m", "x"]);

        result.ShouldFail(ExitCode.Usage, sentence);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }
}
