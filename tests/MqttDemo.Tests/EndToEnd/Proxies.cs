namespace MqttDemo.Tests.EndToEnd;

/// <summary>Brokers behind proxies: microsocks for SOCKS, tinyproxy for HTTP.</summary>
public sealed class Proxies
{
    const int Count = 20_000;

    [Theory]
    [InlineData("socks5h")]
    [InlineData("socks5")]
    public async Task A_stream_goes_through_SOCKS(string scheme)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = await RealProxy.StartSocksAsync();

        await StreamAsync(broker.Address, $"{scheme}://localhost:{proxy.Port}");

        Assert.Contains($":{broker.Port}", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_goes_through_HTTP()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = await RealProxy.StartHttpAsync();

        await StreamAsync(broker.Address, $"http://localhost:{proxy.Port}");

        Assert.Contains($"CONNECT localhost:{broker.Port} HTTP/1.1", proxy.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("socks5h")]
    [InlineData("http")]
    public async Task User_and_password_are_percent_decoded_and_a_wrong_one_is_reported_and_not_shown(string scheme)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy =
            await (
                scheme == "http"
                    ? RealProxy.StartHttpAsync("al.ice", "p.a-s")
                    : RealProxy.StartSocksAsync("al.ice", "p.a-s"));
        string[] to = ["-b", broker.Address, "-t", "t", "-m", "x", "-q", "1", "--proxy"];

        var good = await App.PublishAsync([.. to, $"{scheme}://al%2Eice:p%2Ea%2Ds@localhost:{proxy.Port}"]);
        var wrong = await App.PublishAsync([.. to, $"{scheme}://alice:secret@localhost:{proxy.Port}"]);
        var none = await App.PublishAsync([.. to, $"{scheme}://localhost:{proxy.Port}"]);

        good.ShouldBeSilentSuccess();
        wrong.ShouldFail(
            ExitCode.Unreachable,
            $"the proxy localhost:{proxy.Port} does not accept the user name and password given for it",
            "hint: put them in its URL");
        Assert.DoesNotContain("secret", wrong.Error, StringComparison.Ordinal);
        none.ShouldFail(ExitCode.Unreachable, $"the proxy localhost:{proxy.Port} asks for a user name and a password");
    }

    [Theory]
    [InlineData("socks5h")]
    [InlineData("http")]
    public async Task TLS_and_WebSockets_go_through_too(string scheme)
    {
        using var certificates = new Certificates();
        await using var broker = await Mosquitto.StartSecureWebSocketAsync(certificates);
        await using var proxy = await (scheme == "http" ? RealProxy.StartHttpAsync() : RealProxy.StartSocksAsync());

        (await App.PublishAsync(
            [
                "-b", $"wss://localhost:{broker.WebSocketPort}", "--cafile", certificates.Authority, "--proxy",
                $"{scheme}://localhost:{proxy.Port}", "-t", "t", "-m", "x", "-q", "2"
            ]))
                .ShouldBeSilentSuccess();
    }

    [Theory]
    [InlineData("socks5h")]
    [InlineData("http")]
    public async Task A_broker_that_the_proxy_does_not_reach_is_reported_as_the_broker_and_a_proxy_that_is_not_there_as_the_proxy(string scheme)
    {
        await using var proxy = await (scheme == "http" ? RealProxy.StartHttpAsync() : RealProxy.StartSocksAsync());
        var (nobody, nowhere) = (Ports.Free(), Ports.Free());

        (await App.PublishAsync(["-b", $"localhost:{nobody}", "--proxy", $"{scheme}://localhost:{proxy.Port}"]))
            .ShouldFail(
            ExitCode.Unreachable, $"the proxy localhost:{proxy.Port} does not connect to localhost:{nobody}: ");
        (await App.PublishAsync(["-b", $"localhost:{nobody}", "--proxy", $"{scheme}://localhost:{nowhere}"]))
            .ShouldFail(
            ExitCode.Unreachable, $"no proxy answers at localhost:{nowhere} (connection refused)",
            "hint: check --proxy");
    }

    [Fact]
    public async Task ALL_PROXY_is_used_for_others_and_not_for_this_machine_and_a_flag_comes_before_it()
    {
        await using var broker = await Mosquitto.StartAsync();
        var asked = "";
        await using var proxy = new ScriptedServer(async (stream, cancellationToken) =>
        {
            asked = await ScriptedServer.ReadHeadAsync(stream, cancellationToken);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancellationToken);
            await ScriptedServer.PipeAsync(stream, broker.Port, cancellationToken);
        });
        var environment =
            new Dictionary<string,
            string>
            { ["ALL_PROXY"] = $"http://u:p@127.0.0.1:{proxy.Port}", ["NO_PROXY"] = ".example.net" };

        (
            await App.PublishAsync(
                ["-b", "broker.invalid:1884", "-t", "t", "-m", "x", "-q", "1"], environment: environment))
            .ShouldBeSilentSuccess();
        Assert.Contains(
            "CONNECT broker.invalid:1884 HTTP/1.1\r\nHost: broker.invalid:1884\r\nProxy-Authorization: Basic "
            + "dTpw\r\n\r\n",
            asked, StringComparison.Ordinal);

        asked = "";
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x"], environment: environment))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x", "--proxy", ""], environment: environment))
            .ShouldBeSilentSuccess();
        Assert.Equal("", asked);
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x", "--proxy", $"localhost:{proxy.Port}"]))
            .ShouldBeSilentSuccess();
        Assert.StartsWith($"CONNECT localhost:{broker.Port} HTTP/1.1", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_IPv6_goes_to_the_proxy_as_one()
    {
        var asked = "";
        await using var proxy = new ScriptedServer(
            async (stream, cancellationToken) => asked = await ScriptedServer.ReadHeadAsync(stream, cancellationToken));

        (await App.PublishAsync(["-b", "[2001:db8::1]:1883", "--proxy", $"http://localhost:{proxy.Port}"])).ShouldFail(
            ExitCode.Unreachable, $"the proxy localhost:{proxy.Port} ended the connection in the middle of its answer");
        Assert.StartsWith("CONNECT [2001:db8::1]:1883 HTTP/1.1\r\n", asked, StringComparison.Ordinal);
    }

    static async Task StreamAsync(string broker, string proxy)
    {
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker, "--proxy", proxy, "-t", "numbers", "-q", "1", "-C", $"{Count}");
        (
            await App.PublishAsync(
                ["-b", broker, "--proxy", proxy, "-t", "numbers", "-q", "1", "-l"], Lines.Sequence(Count)))
            .ShouldBeSilentSuccess();
        Lines.ShouldBeEqual(Lines.Sequence(Count), (await subscriber.ExitAsync()).Bytes);
    }
}
