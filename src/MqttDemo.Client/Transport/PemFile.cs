using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>A file in PEM: read, or told why it cannot be.</summary>
static class PemFile
{
    /// <exception cref="MqttDemoException">It cannot be read.</exception>
    public static string Read(string what, string path, Setting setting) =>
        Encoding.UTF8.GetString(ReadBytes(what, path, setting));

    /// <exception cref="MqttDemoException">It cannot be read.</exception>
    public static byte[] ReadBytes(string what, string path, Setting setting) =>
        FileUse.Read($"{what} {path}", path, File.ReadAllBytes, setting);

    /// <summary>The certificates in a file that has been read.</summary>
    /// <exception cref="MqttDemoException">There are none, or they are malformed.</exception>
    public static X509Certificate2Collection Certificates(string what, string path, string pem, Setting setting)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw Usage($"{what} {path} is not a PEM file with certificates: {e.Message}", cause: e).About(setting);
        }

        return certificates.Count > 0
            ? certificates
            : throw Usage($"{what} {path} holds no certificate", "it must be PEM: -----BEGIN CERTIFICATE-----")
                .About(setting);
    }

    /// <summary>The DER of every block with this label.</summary>
    public static IEnumerable<byte[]> Blocks(string pem, string label)
    {
        while (PemEncoding.TryFind(pem, out var fields))
        {
            if (pem.AsSpan(fields.Label).SequenceEqual(label))
            {
                yield return Convert.FromBase64String(pem[fields.Base64Data]);
            }

            pem = pem[fields.Location.End..];
        }
    }
}
