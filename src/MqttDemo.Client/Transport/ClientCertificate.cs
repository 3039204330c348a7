using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>The certificate that we show to the broker, with its key and those between it and its authority.</summary>
static class ClientCertificate
{
    /// <exception cref="MqttDemoException">A file cannot be read or is not what it should be.</exception>
    public static SslStreamCertificateContext? Read(TlsSettings settings)
    {
        if (settings.Pfx is { } bundle)
        {
            var passphrase = settings.KeyPasswordFile is { } file ? Passphrase.Read(file).AsText() : null;
            return FromPfx(bundle, passphrase, settings.KeyPasswordFile);
        }

        if (settings.Certificate is not { } path)
        {
            return null;
        }

        var pem = PemFile.Read("the certificate file", path, Settings.Tls.Certificate);
        var chain = PemFile.Certificates("the certificate file", path, pem, Settings.Tls.Certificate);
        using var pair = new PrivateKeyFile(settings.Key ?? path, settings).Join(chain[0], path);
        try
        {
            // Through PKCS #12, as Windows wants it: its TLS takes no key that lives in memory only.
            var leaf = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (CryptographicException e)
        {
            throw Usage($"the certificate in {path} and its key cannot be used: {e.Message}", null, e).About(
                Settings.Tls.Certificate, Settings.Tls.Key);
        }
    }

    /// <summary>
    /// PKCS #12 (RFC 7292): our certificate with its key, and the others between it and its authority.
    /// </summary>
    static SslStreamCertificateContext FromPfx(string path, string? passphrase, string? passphraseFile)
    {
        // The error of Windows for a wrong password, which .NET keeps everywhere.
        const int wrongPassword = unchecked((int)0x80070056);
        var content = FileUse.Read($"the PKCS #12 file {path}", path, File.ReadAllBytes, Settings.Tls.Pfx);
        try
        {
            var all = X509CertificateLoader.LoadPkcs12Collection(content, passphrase);
            return all.FirstOrDefault(certificate => certificate.HasPrivateKey) is { } own
                ? SslStreamCertificateContext.Create(
                    own, [.. all.Where(certificate => certificate != own)], offline: true)
                : throw Usage($"the PKCS #12 file {path} holds no certificate with its private key").About(
                    Settings.Tls.Pfx);
        }
        catch (CryptographicException e) when (e.HResult == wrongPassword)
        {
            throw passphraseFile is null
                ? Usage($"the PKCS #12 file {path} is encrypted", Advice.PassphraseOfKey, e).About(Settings.Tls.Pfx)
                : Usage($"the passphrase in {passphraseFile} does not open the PKCS #12 file {path}", null, e).About(
                    Settings.Tls.KeyPasswordFile, Settings.Tls.Pfx);
        }
        catch (CryptographicException e)
        {
            throw Usage($"the PKCS #12 file {path} cannot be used: {e.Message}", Advice.PemFiles, e).About(
                Settings.Tls.Pfx);
        }
    }
}
