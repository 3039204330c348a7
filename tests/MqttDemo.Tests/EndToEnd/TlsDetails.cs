using System.Diagnostics;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>What can be said about TLS besides whom to trust and what to show.</summary>
public sealed class TlsDetails : IDisposable
{
    readonly Certificates certificates = new();

    public void Dispose() => certificates.Dispose();

    [Theory]
    [InlineData("ca.pem")]
    [InlineData("ca.crt")]
    [InlineData("9a1b2c3d.0")]
    public async Task A_folder_of_authorities_is_trusted(string name)
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates);

        (await App.PublishAsync(["-b", broker.Address, "--capath", certificates.Folder(name), "-t", "t", "-m", "x"]))
            .ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_folder_without_an_authority_is_reported()
    {
        using var folder = new TemporaryFolder();
        folder.File("README", "nothing here");

        (await InProcess.PublishAsync(["-b", "localhost:1", "--capath", folder.Path])).ShouldFail(
            ExitCode.Usage, $"the CA folder {folder.Path} holds no certificate", "hint: ");
        (await InProcess.PublishAsync(["-b", "localhost:1", "--capath", "/no/such/folder"])).ShouldFail(
            ExitCode.InputOutput, "the CA folder /no/such/folder cannot be read: it does not exist");
        (await InProcess.PublishAsync(["-b", "localhost:1", "--capath", "/etc/passwd"])).ShouldFail(
            ExitCode.InputOutput, "the CA folder /etc/passwd cannot be read: it is a file");
    }

    [Fact]
    public async Task A_list_of_revoked_certificates_in_a_folder_counts()
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates);
        var folder = certificates.Folder("ca.pem");
        File.Copy(certificates.AuthorityThatRevoked(certificates.Server), Path.Combine(folder, "9a1b2c3d.r0"));

        (await App.PublishAsync(["-b", broker.Address, "--capath", folder, "-t", "t", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable, "is not accepted: its authority has revoked it");
    }

    [Fact]
    public async Task The_authorities_of_the_system_do_not_take_the_place_of_those_given()
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates);

        (
            await App.PublishAsync(
                ["-b", broker.Address, "--tls-use-os-certs", "--cafile", certificates.Authority, "-t", "t", "-m", "x"]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "--tls-use-os-certs", "-t", "t", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable,
            "is not accepted: its root authority 'Test authority' is not trusted here");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_no_authority_of_the_system_is_asked_for_none_is_read(bool isInsecure)
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates);
        using var folder = new TemporaryFolder();
        // To open it for reading waits for a writer, and there is none.
        using var pipe = Process.Start("mkfifo", folder.File("authority.pem"));
        await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        string[] trust = isInsecure ? ["--insecure", "--quiet"] : ["--cafile", certificates.Authority];

        (await App.PublishAsync(
            ["-b", broker.Address, .. trust, "-t", "t", "-m", "x"],
            environment: new Dictionary<string, string> { ["SSL_CERT_DIR"] = folder.Path }))
            .ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_command_finds_the_authorities_of_the_system_where_they_were()
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates);
        await using var subscriber = App.Start(
            Executables.Subscriber,
            [
                "-b", broker.Address, "--cafile", certificates.Authority, "-t", "t", "-q", "1", "-C", "1", "--shell",
                "--exec", "echo \"$SSL_CERT_DIR ${SSL_CERT_FILE-none}\"",
            ],
            environment: new Dictionary<string, string> { ["SSL_CERT_DIR"] = "/my/authorities" });
        await subscriber.UntilErrorContainsAsync("Subscribed to");

        (await App.PublishAsync(
            ["-b", broker.Address, "--cafile", certificates.Authority, "-t", "t", "-q", "1", "-m", "x"]))
            .ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();
        var file = Environment.GetEnvironmentVariable("SSL_CERT_FILE") ?? "none";
        Assert.Equal((0, $"/my/authorities {file}\n"), (result.Code, result.Out));
    }

    [Fact]
    public async Task A_certificate_in_PKCS_12_is_shown_and_opens_only_with_its_passphrase()
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates, null, "require_certificate true");
        var pfx = certificates.Pfx(certificates.Issue("client", "alice"));
        var wrong = certificates.Secret("wrong", "open barley");
        string[] to = ["-b", broker.Address, "--cafile", certificates.Authority, "-t", "t", "-m", "x", "--pfx", pfx];

        (await App.PublishAsync([.. to, "--key-password-file", certificates.PassphraseFile])).ShouldBeSilentSuccess();
        (await App.PublishAsync(to)).ShouldFail(
            ExitCode.Usage, $"the PKCS #12 file {pfx} is encrypted",
            "hint: give its passphrase with --key-password-file FILE");
        (await App.PublishAsync([.. to, "--key-password-file", wrong])).ShouldFail(
            ExitCode.Usage, $"the passphrase in {wrong} does not open the PKCS #12 file {pfx}");
        (await App.PublishAsync([.. to, "--cert", certificates.Authority])).ShouldFail(
            ExitCode.Usage, "--cert and --pfx cannot be used together");
        (await App.PublishAsync([.. to[..^1], certificates.Authority])).ShouldFail(
            ExitCode.Usage, $"the PKCS #12 file {certificates.Authority} cannot be used", "hint: is it one?");
        (await App.PublishAsync([.. to[..^1], "/no/such/file"])).ShouldFail(
            ExitCode.InputOutput, "the PKCS #12 file /no/such/file cannot be read");
    }

    [Fact]
    public async Task A_pinned_key_is_asked_for_besides_everything_else_and_with_insecure_alone()
    {
        var self = certificates.SelfSigned();
        await using var broker = await Mosquitto.StartTlsAsync(certificates, self);
        string[] to = ["-b", broker.Address, "-t", "t", "-m", "x"];
        var (own, other) = (Certificates.PinOf(self), Certificates.PinOf(certificates.Server));

        (await App.PublishAsync([.. to, "--pin", own])).ShouldFail(
            ExitCode.Unreachable, "is not accepted: it is self-signed");
        (await App.PublishAsync([.. to, "--cafile", self.Certificate, "--pin", other, "--pin", own]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync([.. to, "--insecure", "--pin", own])).ShouldBeSilentSuccess();
        (await App.PublishAsync([.. to, "--insecure", "--pin", other])).ShouldFail(
            ExitCode.Unreachable, $"is not accepted: its public key is not pinned; it is {own}", "hint: ");
        (await App.PublishAsync([.. to, "--pin", "sha256/abc"])).ShouldFail(
            ExitCode.Usage, "'sha256/abc' is not the pin of a public key", "hint: openssl x509");
    }

    [Fact]
    public async Task A_certificate_whose_signer_is_neither_sent_nor_trusted_is_reported_with_that_signer()
    {
        using var others = new Certificates("Other authority");
        await using var broker = await Mosquitto.StartAsync();
        await using var front = Front(broker, certificates.Server, _ => { });
        string[] to = ["-b", $"mqtts://localhost:{front.Port}", "-m", "x"];
        const string missing =
            "is not accepted: the certificate of 'Test authority', which signed it, is missing: the broker has not "
            + "sent it, and ";

        (await App.PublishAsync([.. to, "--cafile", others.Authority])).ShouldFail(
            ExitCode.Unreachable, $"{missing}{others.Authority} has only 'Other authority'",
            "hint: is 'Test authority' a root? give it with --cafile FILE; if it is below another");
        (await App.PublishAsync(to)).ShouldFail(
            ExitCode.Unreachable, $"{missing}this machine does not trust it", "give it with --cafile FILE");
    }

    [Fact]
    public async Task The_name_to_ask_for_is_sent_and_looked_for_in_the_certificate()
    {
        await using var broker = await Mosquitto.StartAsync();
        var asked = "";
        await using var front = Front(
            broker, certificates.Issue("other", "broker.example.org"), tls => asked = tls.TargetHostName);
        string[] to = ["-b", $"localhost:{front.Port}", "--cafile", certificates.Authority, "-t", "t", "-m", "x"];

        (await App.PublishAsync([.. to, "--servername", "broker.example.org"])).ShouldBeSilentSuccess();
        Assert.Equal("broker.example.org", asked);
        (await App.PublishAsync([.. to, "--servername", "example.org"])).ShouldFail(
            ExitCode.Unreachable, "is not accepted: it is issued for broker.example.org, not for example.org");
    }

    [Theory]
    [InlineData("tlsv1.2", SslProtocols.Tls12)]
    [InlineData("1.2", SslProtocols.Tls13)]
    [InlineData("TLSv1.3", SslProtocols.Tls13)]
    public async Task A_version_is_the_oldest_that_is_taken(string version, SslProtocols offered)
    {
        await using var broker = await Mosquitto.StartAsync();
        var agreed = SslProtocols.None;
        await using var front = Front(broker, certificates.Server, tls => agreed = tls.SslProtocol, offered);

        (
            await App.PublishAsync(
                [
                    "-b", $"localhost:{front.Port}", "--cafile", certificates.Authority, "--tls-version", version, "-t",
                    "t", "-m", "x"
                ]))
            .ShouldBeSilentSuccess();
        Assert.Equal(offered, agreed);
    }

    [Fact]
    public async Task A_broker_that_speaks_only_older_versions_than_wanted_is_reported()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var front = Front(broker, certificates.Server, _ => { }, SslProtocols.Tls12);

        (
            await App.PublishAsync(
                ["-b", $"localhost:{front.Port}", "--cafile", certificates.Authority, "--tls-version", "tlsv1.3"]))
            .ShouldFail(
            ExitCode.Unreachable, "does not speak TLS 1.3", "hint: without --tls-version, 1.2 will do");
        (await App.PublishAsync(["-b", "localhost:1", "--tls-version", "tlsv1.1"])).ShouldFail(
            ExitCode.Usage, "there is no TLS version 'tlsv1.1' that is safe", "hint: choose tlsv1.2 or tlsv1.3");
    }

    [Theory]
    [
        InlineData(
            "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256",
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData("ECDHE-RSA-AES256-SHA384", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384)]
    [InlineData("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)]
    [InlineData("TLS_CHACHA20_POLY1305_SHA256", TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256)]
    public async Task Only_the_named_cipher_suites_are_offered(string names, TlsCipherSuite expected)
    {
        await using var broker = await Mosquitto.StartAsync();
        var agreed = default(TlsCipherSuite);
        await using var front = Front(broker, certificates.Server, tls => agreed = tls.NegotiatedCipherSuite);

        (
            await App.PublishAsync(
                [
                    "-b", $"localhost:{front.Port}", "--cafile", certificates.Authority, "--ciphers", names, "-t", "t",
                    "-m", "x"
                ]))
            .ShouldBeSilentSuccess();
        Assert.Equal(expected, agreed);
    }

    [Theory]
    [InlineData("HIGH:!aNULL", "there is no cipher suite 'HIGH'")]
    [InlineData("", "there is no cipher suite ''")]
    [InlineData("TLS_SUPER_SAFE", "there is no cipher suite 'TLS_SUPER_SAFE'")]
    public async Task A_cipher_suite_that_is_unknown_is_reported(string names, string sentence) =>
        (await InProcess.PublishAsync(["-b", "localhost:1", "--ciphers", names])).ShouldFail(
            ExitCode.Usage, sentence, "hint: name each as 'openssl ciphers -s' does");

    [Fact]
    public async Task Protocols_are_offered_in_their_order_and_a_broker_that_knows_none_is_reported()
    {
        await using var broker = await Mosquitto.StartAsync();
        var agreed = "";
        await using var front = Front(
            broker, certificates.Server, tls => agreed = tls.NegotiatedApplicationProtocol.ToString());
        string[] to = [
            "-b", $"localhost:{front.Port}", "--cafile", certificates.Authority, "-t", "t", "-m", "x", "--tls-alpn"];

        (await App.PublishAsync([.. to, "x-amzn-mqtt-ca,mqtt"])).ShouldBeSilentSuccess();
        Assert.Equal("mqtt", agreed);
        (await App.PublishAsync([.. to, "http/1.1"])).ShouldFail(
            ExitCode.Unreachable, "knows none of the protocols offered to it (--tls-alpn)");
        (await App.PublishAsync([.. to, "a,,b"])).ShouldFail(
            ExitCode.Usage, "a protocol of --tls-alpn has 1 to 255 bytes");
    }

    [Fact]
    public async Task The_secrets_of_a_connection_are_appended_to_a_file_that_only_its_owner_can_read()
    {
        using var folder = new TemporaryFolder();
        var log = folder.File("keys.log");
        await using var broker = await Mosquitto.StartTlsAsync(certificates);
        string[] to = ["-b", broker.Address, "--cafile", certificates.Authority, "-t", "t", "-m", "x", "--tls-keylog"];

        (await App.PublishAsync([.. to, log])).ShouldBeSilentSuccess();
        // What a kill leaves behind.
        await File.AppendAllTextAsync(log, "CLIENT_TRAFFIC_SEC", TestContext.Current.CancellationToken);
        (await App.PublishAsync([.. to, log])).ShouldBeSilentSuccess();

        var lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        Assert.Equal(2, lines.Count(line => line.StartsWith("CLIENT_TRAFFIC_SECRET_0 ", StringComparison.Ordinal)));
        Assert.Contains("CLIENT_TRAFFIC_SEC", lines);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(log));
        (await App.PublishAsync([.. to, "/no/such/folder/keys.log"])).ShouldFail(
            ExitCode.InputOutput, "the key log /no/such/folder/keys.log cannot be written");
    }

    [Fact]
    public async Task No_tls_is_stronger_than_the_file_and_what_says_TLS_in_an_upper_place_than_no_TLS_below()
    {
        using var folder = new TemporaryFolder();
        var secure = folder.File("secure.json", """{ "tls": true, "caFile": "/no/such/file" }""");
        var plain = folder.File("plain.json", """{ "tls": false }""");
        await using var broker = await Mosquitto.StartAsync();
        await using var tls = await Mosquitto.StartTlsAsync(certificates);

        (await App.PublishAsync(["--config", secure, "-b", broker.Address, "-t", "t", "-m", "x", "--no-tls"]))
            .ShouldBeSilentSuccess();
        (
            await App.PublishAsync(
                ["--config", plain, "-b", tls.Address, "-t", "t", "-m", "x", "--cafile", certificates.Authority]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", "mqtts://localhost", "--no-tls"])).ShouldFail(
            ExitCode.Usage, "mqtts://localhost:8883 asks for TLS, but --no-tls");
        (await App.PublishAsync(["-b", "localhost", "--tls", "--no-tls"])).ShouldFail(
            ExitCode.Usage, "--tls and --no-tls cannot be used together");
    }

    static ScriptedServer Front(
        Mosquitto broker, Certificates.Pair shown, Action<SslStream> agreed, SslProtocols versions = SslProtocols.None)
    {
        var certificate = X509Certificate2.CreateFromPemFile(shown.Certificate, shown.Key);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            EnabledSslProtocols = versions,
            ApplicationProtocols = [new SslApplicationProtocol("mqtt")],
        };
        return ScriptedServer.TlsFront(broker.Port, options, agreed);
    }
}
