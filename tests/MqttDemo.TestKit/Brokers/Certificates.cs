using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>An authority of our own and the certificates that it has signed, as files in PEM.</summary>
sealed class Certificates : IDisposable
{
    const string Passphrase = "open sesame";

    readonly TemporaryFolder folder = new();
    readonly DateTimeOffset now = DateTimeOffset.UtcNow;
    readonly RSA authorityKey = RSA.Create(2048);
    readonly X509Certificate2 authority;

    public Certificates(string name = "Test authority")
    {
        var request = new CertificateRequest(
            $"CN={name}", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        authority = request.CreateSelfSigned(now.AddDays(-100), now.AddDays(10));
        Authority = folder.File("ca.pem", authority.ExportCertificatePem());
        Server = Issue("server", "localhost");
    }

    /// <summary>The certificate of the authority.</summary>
    public string Authority { get; }

    /// <summary>A good certificate for localhost.</summary>
    public Pair Server { get; }

    /// <summary>A file with the passphrase of encrypted keys.</summary>
    public string PassphraseFile => Secret("passphrase", Passphrase);

    /// <summary>A certificate of the authority, and its key.</summary>
    public Pair Issue(string name, string host, int validFor = 9, bool encrypted = false, int validFrom = -90)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddNames(request, host);
        using var certificate = request.Create(
            authority, now.AddDays(validFrom), now.AddDays(validFor), RandomNumberGenerator.GetBytes(8));
        return Save(name, certificate, key, encrypted);
    }

    /// <summary>
    /// A certificate of the authority with these host names and addresses, the first of which is its subject too.
    /// </summary>
    public Pair IssueFor(string name, params string[] hosts)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            $"CN={hosts[0]}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddNames(request, hosts);
        using var certificate = request.Create(
            authority, now.AddDays(-90), now.AddDays(9), RandomNumberGenerator.GetBytes(8));
        return Save(name, certificate, key, encrypted: false);
    }

    /// <summary>A certificate of the authority with an elliptic key, encrypted or not.</summary>
    public Pair IssueElliptic(string name, string host, bool encrypted = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={host}"), key, HashAlgorithmName.SHA256);
        AddNames(request, host);
        var signer = X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(
            authority.SubjectName, signer, now.AddDays(-90), now.AddDays(9), RandomNumberGenerator.GetBytes(8));
        return Save(name, certificate, key, encrypted);
    }

    /// <summary>A certificate for localhost of an authority below ours, and the certificate of that.</summary>
    public (Pair Leaf, string Between) IssueBelow(int validFor = 9)
    {
        using var betweenKey = RSA.Create(2048);
        var between = new CertificateRequest(
            "CN=Authority between", betweenKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        between.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var middle =
            between.Create(authority, now.AddDays(-90), now.AddDays(validFor), RandomNumberGenerator.GetBytes(8))
                .CopyWithPrivateKey(betweenKey);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddNames(request, "localhost");
        using var certificate = request.Create(
            middle.SubjectName, X509SignatureGenerator.CreateForRSA(betweenKey, RSASignaturePadding.Pkcs1),
            now.AddDays(-80), now.AddDays(9), RandomNumberGenerator.GetBytes(8));
        return (
            Save("below", certificate, key, encrypted: false),
            folder.File("between.pem", middle.ExportCertificatePem()));
    }

    /// <summary>A file with the text of others.</summary>
    public string Together(string name, params string[] files) =>
        folder.File(name, string.Join("\n", files.Select(File.ReadAllText)) + "\n");

    /// <summary>A certificate for localhost that nobody but itself has signed.</summary>
    public Pair SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddNames(request, "localhost");
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(9));
        return Save("self", certificate, key, encrypted: false);
    }

    /// <summary>A CA file with the authority and a list of one certificate that it has revoked.</summary>
    public string AuthorityThatRevoked(Pair pair)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(pair.Certificate);
        var list = new CertificateRevocationListBuilder();
        list.AddEntry(certificate.SerialNumberBytes.Span);
        var built = list.Build(authority, 1, now.AddDays(9), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return folder.File(
            "revoking.pem", $"{File.ReadAllText(Authority)}\n{PemEncoding.WriteString("X509 CRL", built)}\n");
    }

    /// <summary>The pin of a certificate's public key.</summary>
    public static string PinOf(Pair pair)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(pair.Certificate);
        return "sha256/" + Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>
    /// A certificate and its key, and the authority, in one file of PKCS #12 with the passphrase of
    /// <see cref="PassphraseFile"/>.
    /// </summary>
    public string Pfx(Pair pair)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(pair.Certificate, pair.Key);
        return folder.File(
            "bundle.pfx",
            new X509Certificate2Collection { certificate, authority }.Export(X509ContentType.Pfx, Passphrase)!);
    }

    /// <summary>
    /// A folder with the authority, named as OpenSSL names its links if wanted, and something that is no certificate.
    /// </summary>
    public string Folder(string name)
    {
        var path = Directory.CreateDirectory(folder.File("authorities")).FullName;
        File.Copy(Authority, Path.Combine(path, name));
        File.WriteAllText(Path.Combine(path, "README"), "authorities");
        return path;
    }

    /// <summary>A file that only its owner can read, with this as its first line.</summary>
    public string Secret(string name, string text)
    {
        var path = folder.File(name, text + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public void Dispose()
    {
        authority.Dispose();
        authorityKey.Dispose();
        folder.Dispose();
    }

    static void AddNames(CertificateRequest request, params string[] hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        request.CertificateExtensions.Add(names.Build());
    }

    Pair Save(string name, X509Certificate2 certificate, AsymmetricAlgorithm key, bool encrypted)
    {
        var iterations = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);
        return new(
            folder.File($"{name}.pem", certificate.ExportCertificatePem()),
            folder.File(
                $"{name}.key", encrypted
                    ? key.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, iterations)
                    : key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>The files of a certificate and its key.</summary>
    public sealed record Pair(string Certificate, string Key);
}
