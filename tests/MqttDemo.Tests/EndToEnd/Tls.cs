using System.Net.Sockets;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// Everything that can be wrong with a certificate has a sentence of its own, and none of it lets a message through.
/// </summary>
public sealed class Tls : IDisposable
{
    readonly Certificates certificates = new();

    public void Dispose() => certificates.Dispose();

    [Fact]
    public async Task A_certificate_for_another_host_is_reported_with_the_names_that_it_has()
    {
        await using var broker = await Mosquitto.StartTlsAsync(
            certificates, certificates.Issue("other", "broker.example.org"));

        (await PublishAsync(broker, certificates.Authority)).ShouldFail(
            ExitCode.Unreachable, "is not accepted: it is issued for broker.example.org, not for localhost",
            "hint: connect by that name, or ask for it with --servername broker.example.org; --insecure accepts any "
            + "certificate");
        (await PublishAsync(broker, certificates.Authority, "--servername", "broker.example.org"))
            .ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task Of_many_names_some_are_listed_and_the_others_counted()
    {
        await using var few = await Mosquitto.StartTlsAsync(
            certificates, certificates.IssueFor("few", "a.example.org", "10.1.2.3"));
        await using var many = await Mosquitto.StartTlsAsync(
            certificates, certificates.IssueFor("many", "a", "b", "c", "d", "e", "f"));

        (await PublishAsync(few, certificates.Authority)).ShouldFail(
            ExitCode.Unreachable, "it is issued for a.example.org and 10.1.2.3, not for localhost",
            "hint: connect by one of those names");
        (await PublishAsync(many, certificates.Authority)).ShouldFail(
            ExitCode.Unreachable, "it is issued for a, b, c, d and 2 others, not for localhost");
    }

    [Fact]
    public async Task An_expired_certificate_is_reported_with_its_day()
    {
        var old = certificates.Issue("old", "localhost", validFor: -2);
        await using var broker = await Mosquitto.StartTlsAsync(certificates, old);
        using var issued = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(
            old.Certificate);

        (await PublishAsync(broker, certificates.Authority)).ShouldFail(
            ExitCode.Unreachable, $"is not accepted: it expired on {issued.NotAfter:yyyy-MM-dd}",
            "hint: renew it on the broker; is the clock of this machine right?");
    }

    [Fact]
    public async Task A_self_signed_certificate_is_reported_and_can_be_trusted_by_name()
    {
        var own = certificates.SelfSigned();
        await using var broker = await Mosquitto.StartTlsAsync(certificates, own);

        (await PublishAsync(broker, certificates.Authority)).ShouldFail(
            ExitCode.Unreachable, "is not accepted: it is self-signed",
            "hint: if that is the broker's own, trust it with --cafile FILE");
        (await PublishAsync(broker, own.Certificate)).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_certificate_of_an_authority_that_is_not_trusted_is_reported_with_its_name_and_what_the_CA_file_has()
    {
        using var others = new Certificates("Other authority");
        await using var broker = await Mosquitto.StartTlsAsync(certificates);
        const string untrusted =
            "is not accepted: its root authority 'Test authority' is not trusted here\nhint: give the "
            + "certificate of 'Test authority' with --cafile FILE";

        // mosquitto sends the root too, where it has it.
        (await PublishAsync(broker, others.Authority)).ShouldFail(
            ExitCode.Unreachable, $"{untrusted}: {others.Authority} has 'Other authority'; --insecure");
        (await App.PublishAsync(["-b", broker.Address, "--tls"])).ShouldFail(
            ExitCode.Unreachable, $"{untrusted}; --insecure");
    }

    [Fact]
    public async Task A_CA_file_with_another_authority_of_the_same_name_is_reported()
    {
        using var others = new Certificates();
        await using var broker = await Mosquitto.StartTlsAsync(certificates);

        (await PublishAsync(broker, others.Authority)).ShouldFail(
            ExitCode.Unreachable,
            "is not accepted: another authority with the name 'Test authority' is trusted here, and has not signed it",
            $"hint: has that authority a new certificate? {others.Authority} needs the one that signed it");
    }

    [Fact]
    public async Task Whether_the_broker_has_to_send_a_certificate_or_the_root_is_to_be_given_is_reported()
    {
        using var others = new Certificates("Other authority");
        var (leaf, between) = certificates.IssueBelow();
        await using var lacking = await Mosquitto.StartTlsAsync(certificates, leaf);
        await using var whole = await Mosquitto.StartTlsAsync(
            certificates, leaf with { Certificate = certificates.Together("chain.pem", leaf.Certificate, between) });
        await using var rooted = await Mosquitto.StartTlsAsync(
            certificates,
            leaf with
            {
                Certificate = certificates.Together("all.pem", leaf.Certificate, between, certificates.Authority),
            });

        (await PublishAsync(lacking, certificates.Authority)).ShouldFail(
            ExitCode.Unreachable,
            $"the certificate of 'Authority between', which signed it, is missing: the broker has not sent it, and "
            + $"{certificates.Authority} has only 'Test authority'",
            "if it is below another authority, the broker has to send it behind its own (mosquitto: in the file of "
            + "certfile)");
        (await PublishAsync(whole, certificates.Authority)).ShouldBeSilentSuccess();
        foreach (var broker in (Mosquitto[])[whole, rooted])
        {
            (await PublishAsync(broker, others.Authority)).ShouldFail(
                ExitCode.Unreachable,
                "is not accepted: its root authority 'Test authority' is not trusted here",
                $"hint: give the certificate of 'Test authority' with --cafile FILE: {others.Authority} has 'Other "
                + "authority'");
        }
    }

    [Fact]
    public async Task An_authority_that_has_expired_is_reported_with_its_name_and_day()
    {
        var (leaf, between) = certificates.IssueBelow(validFor: -2);
        await using var broker = await Mosquitto.StartTlsAsync(
            certificates, leaf with { Certificate = certificates.Together("chain.pem", leaf.Certificate, between) });
        using var issued =
            System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(between);

        (await PublishAsync(broker, certificates.Authority)).ShouldFail(
            ExitCode.Unreachable,
            $"is not accepted: the certificate of its authority 'Authority between' expired on "
            + $"{issued.NotAfter:yyyy-MM-dd}");
    }

    [Fact]
    public async Task A_certificate_that_is_not_valid_yet_is_reported_with_its_day()
    {
        var young = certificates.Issue("young", "localhost", validFrom: 3);
        await using var broker = await Mosquitto.StartTlsAsync(certificates, young);
        using var issued = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(
            young.Certificate);

        (await PublishAsync(broker, certificates.Authority)).ShouldFail(
            ExitCode.Unreachable, $"is not accepted: it is not valid before {issued.NotBefore:yyyy-MM-dd}",
            "is the clock of this machine right?");
    }

    [Fact]
    public async Task A_certificate_that_the_CA_file_revokes_is_reported()
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates);
        var other = certificates.Issue("other", "localhost");

        (await PublishAsync(broker, certificates.AuthorityThatRevoked(other))).ShouldBeSilentSuccess();
        (await PublishAsync(broker, certificates.AuthorityThatRevoked(certificates.Server))).ShouldFail(
            ExitCode.Unreachable, "is not accepted: its authority has revoked it", "hint: ");
    }

    [Fact]
    public async Task A_damaged_list_of_revoked_certificates_is_reported_and_nobody_is_trusted_by_it()
    {
        var revoking = certificates.AuthorityThatRevoked(certificates.Server);
        var text = await File.ReadAllTextAsync(revoking, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(revoking, text[..^40], TestContext.Current.CancellationToken);

        (await InProcess.PublishAsync(["-b", "mqtts://localhost:1", "--cafile", revoking])).ShouldFail(
            ExitCode.Usage, "holds a revocation list that cannot be read: it is damaged");
    }

    // An alert of the TLS of today, and the ServerHello of one that knows nothing above 1.1.
    [Theory]
    [InlineData("15030200020246")]
    [
        InlineData(
            "16030200 2a 02000026 0302 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 002f 00")]
    public async Task A_broker_that_speaks_only_TLS_1_1_is_reported(string answer)
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var publishing = App.PublishAsync(
            [
                "-b", $"mqtts://localhost:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}", "--connect-timeout",
                "30"
            ]);
        using var socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await socket.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
        await socket.SendAsync(
            Convert.FromHexString(answer.Replace(" ", "", StringComparison.Ordinal)),
            TestContext.Current.CancellationToken);

        (await publishing).ShouldFail(
            ExitCode.Unreachable, "speaks no version of TLS that is safe: 1.2 or 1.3 is needed",
            "hint: update the broker");
    }

    [Theory]
    [InlineData("tlsv1.2")]
    [InlineData("tlsv1.3")]
    public async Task A_broker_that_wants_a_client_certificate_gets_it_or_the_lack_of_it_is_reported(string version)
    {
        await using var broker = await StartMutualAsync(version);
        var (certificate, key) = certificates.Issue("client", "alice");

        (await PublishAsync(broker, certificates.Authority)).ShouldFail(
            ExitCode.Unreachable, "ended the TLS handshake: it asks for a client certificate",
            "hint: --cert FILE and --key FILE show one");
        (await PublishAsync(broker, certificates.Authority, "--cert", certificate, "--key", key))
            .ShouldBeSilentSuccess();
    }

    [Theory]
    [InlineData("tlsv1.2")]
    [InlineData("tlsv1.3")]
    public async Task A_client_certificate_that_the_broker_does_not_accept_is_reported(string version)
    {
        using var others = new Certificates();
        await using var broker = await StartMutualAsync(version);
        var (certificate, key) = others.Issue("client", "alice");

        (await PublishAsync(broker, certificates.Authority, "--cert", certificate, "--key", key)).ShouldFail(
            ExitCode.Unreachable, $"does not accept the certificate in {certificate}",
            "hint: is it from an authority that the broker trusts, and still valid?");
    }

    [Fact]
    public async Task An_encrypted_key_opens_with_its_passphrase_and_only_with_that()
    {
        await using var broker = await StartMutualAsync("tlsv1.3");
        var (certificate, key) = certificates.Issue("client", "alice", encrypted: true);
        var wrong = certificates.Secret("wrong", "open barley");
        string[] shared = ["--cert", certificate, "--key", key];

        (
            await PublishAsync(
                broker, certificates.Authority, [.. shared, "--key-password-file", certificates.PassphraseFile]))
            .ShouldBeSilentSuccess();
        (await PublishAsync(broker, certificates.Authority, shared)).ShouldFail(
            ExitCode.Usage, $"the key file {key} is encrypted",
            "hint: give its passphrase with --key-password-file FILE");
        var refused = await PublishAsync(broker, certificates.Authority, [.. shared, "--key-password-file", wrong]);
        refused.ShouldFail(ExitCode.Usage, $"the passphrase in {wrong} does not open the key file {key}");
        Assert.DoesNotContain("barley", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_no_certificate_or_no_key_of_it_are_reported()
    {
        using var folder = new TemporaryFolder();
        var (certificate, key) = certificates.Issue("client", "alice");
        var nothing = folder.File("nothing", "hello\n");
        string[] to = ["-b", "mqtts://localhost:1"];

        (await InProcess.PublishAsync([.. to, "--cert", "/no/such/file"])).ShouldFail(
            ExitCode.InputOutput, "the certificate file /no/such/file cannot be read");
        (await InProcess.PublishAsync([.. to, "--cert", nothing, "--key", key])).ShouldFail(
            ExitCode.Usage, $"the certificate file {nothing} holds no certificate");
        (await InProcess.PublishAsync([.. to, "--cert", certificate])).ShouldFail(
            ExitCode.Usage, $"the key file {certificate} holds no private key");
        (await InProcess.PublishAsync([.. to, "--cert", certificate, "--key", certificates.Server.Key])).ShouldFail(
            ExitCode.Usage,
            $"the key file {certificates.Server.Key} does not belong to the certificate in {certificate}");
        (await InProcess.PublishAsync([.. to, "--key", key])).ShouldFail(
            ExitCode.Usage, "a key cannot be used without its certificate");
    }

    [Fact]
    public async Task Insecure_accepts_anything_and_warns()
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates, certificates.SelfSigned());

        var result = await App.PublishAsync(["-b", broker.Address, "--insecure", "-t", "t", "-m", "x"]);

        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Contains("warning: --insecure accepts any certificate", result.Error, StringComparison.Ordinal);
    }

    Task<Mosquitto> StartMutualAsync(string version) =>
        Mosquitto.StartTlsAsync(certificates, null, "require_certificate true", $"tls_version {version}");

    static Task<AppResult> PublishAsync(Mosquitto broker, string authority, params string[] more) =>
        App.PublishAsync(["-b", broker.Address, "--cafile", authority, "-t", "t", "-m", "x", .. more]);
}
