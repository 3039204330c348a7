using System.Security.Cryptography;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>Every kind of private key is used, or told for what it is.</summary>
public sealed class ClientKeys : IDisposable
{
    // RFC 8410, section 10.3.
    const string Ed25519 =
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END "
        + "PRIVATE KEY-----\n";

    readonly Certificates certificates = new();
    readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        certificates.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_passphrase_is_reported_whatever_the_kind_of_the_key(bool isElliptic)
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates, null, "require_certificate true");
        var (certificate, key) = Issue("client", isElliptic, encrypted: true);
        var wrong = certificates.Secret("wrong", "open barley");

        (await PublishAsync(broker.Address, certificate, key, "--key-password-file", certificates.PassphraseFile))
            .ShouldBeSilentSuccess();
        (await PublishAsync(broker.Address, certificate, key, "--key-password-file", wrong)).ShouldFail(
            ExitCode.Usage, $"the passphrase in {wrong} does not open the key file {key}");
        (await PublishAsync(broker.Address, certificate, key)).ShouldFail(
            ExitCode.Usage, $"the key file {key} is encrypted");
    }

    [Theory]
    [InlineData(false, new byte[] { 0xFC, (byte)'b', (byte)'e', (byte)'r' })]
    [InlineData(true, new byte[] { 0xFF, 0x80, (byte)'x' })]
    [InlineData(true, new byte[] { 0xC3, 0xBC, (byte)'b', (byte)'e', (byte)'r' })]
    public async Task A_passphrase_is_used_byte_by_byte(bool isElliptic, byte[] passphrase)
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates, null, "require_certificate true");
        var (certificate, plain) = Issue("client", isElliptic);
        var (file, key) =
            (folder.File("passphrase", [.. passphrase, (byte)'\r', (byte)'\n']), folder.File("encrypted.key"));
        await using var openssl = App.Start(
            Executables.Installed("openssl"),
            ["pkcs8", "-topk8", "-in", plain, "-out", key, "-passout", $"file:{folder.File("bare", passphrase)}"]);
        Assert.Equal(0, (await openssl.ExitAsync()).Code);

        (await PublishAsync(broker.Address, certificate, key, "--key-password-file", file)).ShouldBeSilentSuccess();
        (
            await PublishAsync(
                broker.Address, certificate, key, "--key-password-file",
                folder.File("other", (byte[])[.. passphrase, 0xFE])))
            .ShouldFail(ExitCode.Usage, $"does not open the key file {key}");
    }

    [Fact]
    public async Task A_passphrase_of_PKCS_12_that_is_not_UTF8_is_reported_with_its_place()
    {
        var pfx = certificates.Pfx(certificates.Issue("client", "alice"));
        var file = folder.File("passphrase", (byte[])[(byte)'a', 0xFF]);
        string[] args = ["-b", "mqtts://localhost:1", "-m", "x", "--pfx", pfx, "--key-password-file", file];

        (await InProcess.PublishAsync(args)).ShouldFail(
            ExitCode.Usage,
            $"the passphrase in {file} cannot open a PKCS #12 file: line 1, column 2: the byte 0xFF is not UTF-8\n",
            "hint: --cert and --key take a key in PEM");
    }

    /// <summary>Comments of many authorities have letters of Latin-1.</summary>
    [Fact]
    public async Task Around_what_is_PEM_there_may_be_any_bytes()
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates, null, "require_certificate true");
        var (certificate, key) = Issue("client", isElliptic: true);
        string WithComment(string path) =>
            folder.File(Path.GetFileName(path), (byte[])[(byte)'Z', 0xFC, (byte)'\n', .. File.ReadAllBytes(path)]);

        (await App.PublishAsync(
            [
                "-b", broker.Address, "--cafile", WithComment(certificates.Authority), "-t", "t", "-m", "x", "--cert",
                WithComment(certificate), "--key", WithComment(key)
            ]))
            .ShouldBeSilentSuccess();
    }

    [Theory]
    [Trait("Length", "long")]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_key_of_another_certificate_is_reported_whatever_their_kinds(bool isElliptic, bool isOtherElliptic)
    {
        var (certificate, _) = Issue("client", isElliptic);
        foreach (var encrypted in (bool[])[false, true])
        {
            var (_, other) = Issue("other", isOtherElliptic, encrypted);

            (await PublishAsync("localhost:1", certificate, other, "--key-password-file", certificates.PassphraseFile))
                .ShouldFail(
                ExitCode.Usage, $"the key file {other} does not belong to the certificate in {certificate}");
        }
    }

    [Fact]
    public async Task A_key_in_the_format_of_OpenSSL_before_PKCS_8_is_used()
    {
        await using var broker = await Mosquitto.StartTlsAsync(certificates, null, "require_certificate true");
        var (certificate, key) = certificates.IssueElliptic("client", "alice");
        using var elliptic = ECDsa.Create();
        elliptic.ImportFromPem(await File.ReadAllTextAsync(key, TestContext.Current.CancellationToken));

        (await PublishAsync(broker.Address, certificate, folder.File("sec1.key", elliptic.ExportECPrivateKeyPem())))
            .ShouldBeSilentSuccess();
    }

    [Theory]
    [
        InlineData(
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
            "is in the format of OpenSSH", "ssh-keygen -p -m PKCS8 -f key.pem")]
    [
        InlineData(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA "
            + "PRIVATE KEY-----\n",
            "is encrypted in an old way", "openssl pkcs8 -topk8")]
    [
        InlineData(
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "is damaged, or holds more than one key",
            "openssl pkey -in")]
    [
        InlineData(
            Ed25519, "is of a kind that is not supported here, Ed25519 or Ed448",
            "use a certificate with an RSA or ECDSA key")]
    [InlineData("PuTTY-User-Key-File-3: ssh-rsa\n", "holds no private key", "it must be PEM")]
    public async Task A_key_that_cannot_be_used_is_reported_with_what_to_do(string text, string sentence, string hint)
    {
        var key = folder.File("some.key", text);

        (await PublishAsync("localhost:1", certificates.Server.Certificate, key)).ShouldFail(
            ExitCode.Usage, $"error: the key file {key} {sentence}", $"hint: ", hint);
    }

    Certificates.Pair Issue(string name, bool isElliptic, bool encrypted = false) =>
        isElliptic
            ? certificates.IssueElliptic(name, "alice", encrypted)
            : certificates.Issue(name, "alice", encrypted: encrypted);

    Task<AppResult> PublishAsync(string broker, string certificate, string key, params string[] more) =>
        App.PublishAsync(
            [
                "-b", broker, "--cafile", certificates.Authority, "-t", "t", "-m", "x", "--cert", certificate, "--key",
                key, .. more
            ]);
}
