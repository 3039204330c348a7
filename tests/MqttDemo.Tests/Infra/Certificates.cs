using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MqttDemo.Tests.Infra;

/// <summary>An authority of our own and a certificate for localhost that it has signed.</summary>
sealed class Certificates : IDisposable
{
    readonly TemporaryFolder folder = new();

    public Certificates()
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(10));

        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(9), RandomNumberGenerator.GetBytes(8));

        Authority = folder.File("ca.pem", authority.ExportCertificatePem());
        Server = folder.File("server.pem", certificate.ExportCertificatePem());
        ServerKey = folder.File("server.key", key.ExportPkcs8PrivateKeyPem());
    }

    public string Authority { get; }

    public string Server { get; }

    public string ServerKey { get; }

    public void Dispose() => folder.Dispose();
}
