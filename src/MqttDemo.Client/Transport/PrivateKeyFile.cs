using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// A private key in PEM. Opened by itself before it is joined with its certificate: .NET does both at once, and then
/// says of a wrong passphrase what it says of a key that does not belong to the certificate.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="settings">Where the certificate and the passphrase come from.</param>
sealed class PrivateKeyFile(string path, TlsSettings settings)
{
    /// <summary>
    /// The identifier of Ed25519 and Ed448 in DER, without its last byte (RFC 8410): .NET has no such keys.
    /// </summary>
    static readonly byte[] Edwards = [0x06, 0x03, 0x2B, 0x65];

    static readonly Func<AsymmetricAlgorithm>[] Kinds = [RSA.Create, ECDsa.Create];

    /// <summary>The certificate with its key.</summary>
    /// <exception cref="MqttDemoException">The key cannot be used, or a file not be read.</exception>
    public X509Certificate2 Join(X509Certificate2 certificate, string certificatePath)
    {
        var pem = PemFile.Read("the key file", path, Setting);
        Check(pem);
        using var key = Open(pem);
        try
        {
            return key switch
            {
                RSA rsa => certificate.CopyWithPrivateKey(rsa),
                _ => certificate.CopyWithPrivateKey((ECDsa)key),
            };
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or CryptographicException)
        {
            throw Unusable(
                $"does not belong to the certificate in {certificatePath}", "each certificate has a key of its own", e);
        }
    }

    Setting Setting => settings.Key is null ? Settings.Tls.Certificate : Settings.Tls.Key;

    /// <summary>Refuses what is no key that could be opened here.</summary>
    void Check(string pem)
    {
        if (pem.Contains("BEGIN OPENSSH PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw Unusable(
                "is in the format of OpenSSH, which TLS does not use",
                $"convert a copy of it: cp {path} key.pem; ssh-keygen -p -m PKCS8 -f key.pem");
        }

        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw Unusable("holds no private key", Advice.KeyFile);
        }

        if (pem.Contains("Proc-Type:", StringComparison.Ordinal))
        {
            throw Unusable(
                "is encrypted in an old way that is not supported", $"convert it: openssl pkcs8 -topk8 -in {path}");
        }

        if (IsEncrypted(pem) && settings.KeyPasswordFile is null)
        {
            throw Unusable("is encrypted", Advice.PassphraseOfKey);
        }
    }

    AsymmetricAlgorithm Open(string pem)
    {
        var passphrase = settings.KeyPasswordFile is { } file ? Passphrase.Read(file) : null;
        Exception? failure = null;
        foreach (var create in Kinds)
        {
            var key = create();
            try
            {
                if (IsEncrypted(pem))
                {
                    Import(key, pem, passphrase!);
                }
                else
                {
                    key.ImportFromPem(pem);
                }

                return key;
            }
            catch (Exception e) when (e is ArgumentException or CryptographicException)
            {
                key.Dispose();
                failure = e;
            }
        }

        throw Unopened(pem, failure!);
    }

    MqttDemoException Unopened(string pem, Exception failure)
    {
        if (IsEncrypted(pem))
        {
            return Usage(
                $"the passphrase in {settings.KeyPasswordFile} does not open the key file {path}",
                "only RSA and ECDSA keys can be opened", failure)
                .About(Settings.Tls.KeyPasswordFile, Setting);
        }

        return PemFile.Blocks(pem, "PRIVATE KEY").Any(der => der.AsSpan().IndexOf(Edwards) >= 0)
            ? Unusable(
                "is of a kind that is not supported here, Ed25519 or Ed448",
                "use a certificate with an RSA or ECDSA key", failure)
            : Unusable(
                "is damaged, or holds more than one key", $"openssl pkey -in {path} -noout -text shows what is in it",
                failure);
    }

    /// <summary>A passphrase is bytes (RFC 8018); of text .NET knows more ways to make a key of them.</summary>
    static void Import(AsymmetricAlgorithm key, string pem, Passphrase passphrase)
    {
        if (passphrase.Text is { } text)
        {
            key.ImportFromEncryptedPem(pem, text);
        }
        else
        {
            key.ImportFromEncryptedPem(pem, passphrase.Bytes);
        }
    }

    static bool IsEncrypted(string pem) => pem.Contains("BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);

    MqttDemoException Unusable(string what, Sentence hint, Exception? cause = null) =>
        Usage($"the key file {path} {what}", hint, cause).About(Setting);
}
