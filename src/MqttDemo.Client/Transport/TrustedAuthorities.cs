using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>The authorities that are trusted instead of the system's, and what they have revoked.</summary>
sealed record TrustedAuthorities(X509ChainPolicy Policy, RevokedCertificates Revoked)
{
    /// <summary>
    /// What files of a folder are looked at: certificates by their usual names, and those and revocation lists by the
    /// names of OpenSSL's links.
    /// </summary>
    static readonly string[] Extensions = [
        ".pem", ".crt", ".cer", ".crl", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $".{i}", $".r{i}" })];

    /// <summary>Null when the system's are good enough.</summary>
    /// <exception cref="MqttDemoException">A file cannot be read or is not what it should be.</exception>
    public static TrustedAuthorities? Read(TlsSettings settings)
    {
        if (settings.CaFile is null && settings.CaPath is null)
        {
            return null;
        }

        // A private authority seldom has a revocation list to ask, other than in its file; the system's authorities
        // keep .NET's default.
        var trusted = new TrustedAuthorities(
            new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
            new RevokedCertificates());
        if (settings.CaFile is { } file)
        {
            trusted.Add(file, ReadFile(file), Settings.Tls.CaFile);
        }

        if (settings.CaPath is { } folder)
        {
            trusted.AddFolder(folder);
        }

        if (settings.TrustsSystem)
        {
            using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            trusted.Policy.CustomTrustStore.AddRange(store.Certificates);
        }

        return trusted;
    }

    void Add(string path, string pem, Setting setting)
    {
        Revoked.Add(pem, path);
        Policy.CustomTrustStore.AddRange(PemFile.Certificates("the CA file", path, pem, setting));
    }

    static string ReadFile(string file)
    {
        try
        {
            return PemFile.Read("the CA file", file, Settings.Tls.CaFile);
        }
        catch (MqttDemoException e) when (Directory.Exists(file))
        {
            throw e.With($"trust all certificates in it with {Settings.Tls.CaPath.To(file)}");
        }
    }

    void AddFolder(string folder)
    {
        var before = Policy.CustomTrustStore.Count;
        foreach (var path in Files(folder))
        {
            var pem = PemFile.Read("the CA file", path, Settings.Tls.CaPath);
            if (pem.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            {
                Add(path, pem, Settings.Tls.CaPath);
            }
            else
            {
                Revoked.Add(pem, path);
            }
        }

        if (Policy.CustomTrustStore.Count == before)
        {
            throw Usage(
                $"the CA folder {folder} holds no certificate",
                "they must be PEM, in files that end in .pem, .crt or .cer")
                .About(Settings.Tls.CaPath);
        }
    }

    static string[] Files(string folder) =>
        FileUse.ReadFolder($"the CA folder {folder}", folder, Listed, Settings.Tls.CaPath);

    static string[] Listed(string folder) =>
        [
            .. Directory.GetFiles(folder).Where(path => Extensions.Contains(Path.GetExtension(path))).Order(
                StringComparer.Ordinal)];
}
