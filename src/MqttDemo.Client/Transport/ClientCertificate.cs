using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>The certificate that we show to the broker, with its key and those between it and its authority.</summary>
static class ClientCertificate
{
    /// <exception cref="MqttDemoException">A file cannot be read (exit code 7) or is not what it should be (2).</exception>
    public static SslStreamCertificateContext? Read(TlsSettings settings)
    {
        var passphrase = settings.KeyPasswordFile is { } file ? PemFile.Read("the passphrase file", file).Split('\n')[0].TrimEnd('\r') : null;
        if (settings.Pfx is { } bundle)
        {
            return FromPfx(bundle, passphrase, settings.KeyPasswordFile);
        }

        if (settings.Certificate is not { } path)
        {
            return null;
        }

        var pem = PemFile.Read("the certificate file", path);
        var keyPath = settings.Key ?? path;
        var key = PemFile.Read("the key file", keyPath);
        var chain = PemFile.Certificates("the certificate file", path, pem);
        using var pair = Join(pem, path, key, keyPath, passphrase, settings.KeyPasswordFile);
        try
        {
            // Through PKCS #12, as Windows wants it: its TLS takes no key that lives in memory only.
            var leaf = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (CryptographicException e)
        {
            throw Usage($"the certificate in {path} and its key cannot be used: {e.Message}", null, e);
        }
    }

    /// <summary>PKCS #12 (RFC 7292): our certificate with its key, and the others between it and its authority.</summary>
    static SslStreamCertificateContext FromPfx(string path, string? passphrase, string? passphraseFile)
    {
        // The error of Windows for a wrong password, which .NET keeps everywhere.
        const int wrongPassword = unchecked((int)0x80070056);
        try
        {
            var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, passphrase);
            return all.FirstOrDefault(certificate => certificate.HasPrivateKey) is { } own
                ? SslStreamCertificateContext.Create(own, [.. all.Where(certificate => certificate != own)], offline: true)
                : throw Usage($"the PKCS #12 file {path} holds no certificate with its private key", null);
        }
        catch (CryptographicException e) when (e.HResult == wrongPassword)
        {
            throw passphraseFile is null
                ? Usage($"the PKCS #12 file {path} is encrypted", "give its passphrase with --key-password-file FILE", e)
                : Usage($"the passphrase in {passphraseFile} does not open the PKCS #12 file {path}", null, e);
        }
        catch (CryptographicException e) when (File.Exists(path))
        {
            throw Usage($"the PKCS #12 file {path} cannot be used: {e.Message}", "is it one? PEM files are for --cert and --key", e);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"the PKCS #12 file {path} cannot be read: {FileFailure.Reason(path, e)}", cause: e);
        }
    }

    static X509Certificate2 Join(string pem, string path, string key, string keyPath, string? passphrase, string? passphraseFile)
    {
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw Usage($"the key file {keyPath} holds no private key", "it must be PEM: -----BEGIN PRIVATE KEY-----; --key names its file");
        }

        if (key.Contains("Proc-Type:", StringComparison.Ordinal))
        {
            throw Usage($"the key file {keyPath} is encrypted in an old way that is not supported", $"convert it: openssl pkcs8 -topk8 -in {keyPath}");
        }

        var isEncrypted = key.Contains("BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (isEncrypted && passphrase is null)
        {
            throw Usage($"the key file {keyPath} is encrypted", "give its passphrase with --key-password-file FILE");
        }

        try
        {
            return isEncrypted ? X509Certificate2.CreateFromEncryptedPem(pem, key, passphrase) : X509Certificate2.CreateFromPem(pem, key);
        }
        catch (CryptographicException e) when (isEncrypted && !IsMismatch(e))
        {
            throw Usage($"the passphrase in {passphraseFile} does not open the key file {keyPath}", null, e);
        }
        catch (Exception e) when (e is ArgumentException || (e is CryptographicException && IsMismatch(e)))
        {
            throw Usage($"the key file {keyPath} does not belong to the certificate in {path}, or is damaged", null, e);
        }
        catch (CryptographicException e)
        {
            throw Usage($"the key file {keyPath} cannot be used: {e.Message}", null, e);
        }
    }

    /// <summary>.NET wraps "this key is not the certificate's" in an exception of the same type as "this is no key".</summary>
    static bool IsMismatch(Exception e) => e.InnerException is ArgumentException || e.Message.Contains("match", StringComparison.Ordinal);
}
