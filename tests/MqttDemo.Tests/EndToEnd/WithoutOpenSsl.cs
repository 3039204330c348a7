namespace MqttDemo.Tests.EndToEnd;

/// <summary>A bare Debian has no OpenSSL. What needs none works there, and what needs it says so.</summary>
public sealed class WithoutOpenSsl : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Without_it_hello_and_a_request_go_over_the_embedded_broker()
    {
        var broker = $"embedded:{Ports.Free()}";
        await using var subscriber = Start(
            Executables.Subscriber, "--broker", broker, "-t", "t", "-q", "2", "--exec", "cat", "--reply", "--changed");
        await subscriber.UntilErrorContainsAsync("Subscribed to t");

        var replied = await RunAsync(
            Executables.Publisher, "request", "--broker", broker, "-t", "t", "-q", "2", "-m", "echo");

        Assert.Equal((0, "echo\n"), (replied.Code, replied.Out));
        subscriber.Signal("INT");
        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
    }

    [Fact]
    public async Task Without_it_a_message_whose_topic_is_too_long_for_a_file_name_has_its_folder()
    {
        await using var broker = await Mosquitto.StartAsync();
        var topic = $"t/{new string('x', 250)}";
        await using var subscriber = Start(
            Executables.Subscriber, "-b", broker.Address, "-t", "t/#", "-q", "1", "--output-dir",
            folder.File("messages"), "-C", "1");
        await subscriber.UntilErrorContainsAsync("Subscribed to t/#");

        Assert.Equal(
            0, (await RunAsync(Executables.Publisher, "-b", broker.Address, "-t", topic, "-q", "1", "-m", "x")).Code);

        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
        Assert.Equal("x", await File.ReadAllTextAsync(
            Assert.Single(Directory.GetFiles(folder.File("messages"), "*", SearchOption.AllDirectories)),
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_it_messages_go_over_a_WebSocket()
    {
        await using var broker = await Mosquitto.StartWebSocketAsync();
        await using var subscriber = Start(
            Executables.Subscriber, "-b", broker.WebSocketAddress, "-t", "t", "-q", "2", "-C", "2");
        await subscriber.UntilErrorContainsAsync("Subscribed to t");

        var published = await RunAsync(
            Executables.Publisher, "-b", broker.WebSocketAddress, "-t", "t", "-q", "2", "-m", "x", "--repeat", "2");

        Assert.Equal(
            (0, "x\nx\n"), (published.Code + (await subscriber.ExitAsync()).Code, (await subscriber.ExitAsync()).Out));
    }

    [Theory]
    [InlineData("TLS", "-b", "mqtts://localhost:1")]
    [InlineData("TLS", "-b", "wss://localhost:1")]
    [InlineData("TLS", "-b", "localhost:1", "--cafile", "CA")]
    [InlineData("TLS", "-b", "localhost:1", "--capath", "/etc/ssl/certs")]
    [InlineData("TLS", "-b", "localhost:1", "--cert", "CERT", "--key", "KEY")]
    [InlineData("TLS", "-b", "localhost:1", "--pfx", "PFX", "--key-password-file", "PASSPHRASE")]
    [
        InlineData(
            "TLS", "-b", "localhost:1", "--pin", "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "--insecure")]
    [
        InlineData(
            "TLS", "-b", "localhost:1", "--ciphers", "TLS_AES_128_GCM_SHA256", "--tls-version", "tlsv1.3", "--tls-alpn",
            "mqtt")]
    [InlineData("SCRAM-SHA-256", "--auth-method", "SCRAM-SHA-256", "-u", "me", "--password-file", "PASSPHRASE")]
    public async Task Without_it_TLS_and_SCRAM_are_a_sentence_with_the_name_of_the_package(
        string what, params string[] args)
    {
        using var certificates = new Certificates();
        await using var broker = await Mosquitto.StartAsync();
        string[] all = [.. args.Select(arg => arg switch
        {
            "CA" => certificates.Authority,
            "CERT" => certificates.Server.Certificate,
            "KEY" => certificates.Server.Key,
            "PFX" => certificates.Pfx(certificates.Server),
            "PASSPHRASE" => certificates.PassphraseFile,
            _ => arg,
        }), .. args.Contains("-b") ? (string[])[] : ["-b", broker.Address]];

        var published = await RunAsync(Executables.Publisher, [.. all, "-t", "t", "-m", "x"]);
        var subscribed = await RunAsync(Executables.Subscriber, [.. all, "-t", "t"]);

        Assert.All([published, subscribed], result => result.ShouldFail(
            ExitCode.Unreachable, $"error: {what} needs OpenSSL, and its library (libssl) cannot be loaded",
            "hint: apt-get install libssl3 (Debian, Ubuntu)"));
    }

    async Task<AppResult> RunAsync(string program, params string[] args)
    {
        await using var app = Start(program, args);
        return await app.FinishAsync();
    }

    /// <summary>
    /// Where the system looks first there are files that are no libraries, under the names that .NET asks for.
    /// </summary>
    App Start(string program, params string[] args)
    {
        foreach (var name in (string[])["libssl.so.3", "libssl.so.1.1"])
        {
            folder.File(name, "");
        }

        return App.Start(
            program, args, environment: new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = folder.Path });
    }
}
