using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// The certificates that the lists in CA files revoke (RFC 5280, section 5). The user vouches for the file, as for the
/// authorities beside them, so the signatures of the lists are not checked.
/// </summary>
sealed class RevokedCertificates
{
    readonly HashSet<(string Issuer, string SerialNumber)> revoked = [];

    /// <summary>Takes the lists in a file that has been read.</summary>
    /// <exception cref="MqttDemoException">A list in it is malformed.</exception>
    public void Add(string pem, string path)
    {
        try
        {
            var lists = PemFile.Blocks(pem, "X509 CRL").ToList();
            if (lists.Count != pem.Split("-----BEGIN X509 CRL-----").Length - 1)
            {
                // A damaged block is skipped by .NET as if it were text; here that would trust whom the list revokes.
                throw new FormatException("it is damaged");
            }

            lists.ForEach(Add);
        }
        catch (Exception e) when (e is AsnContentException or FormatException)
        {
            throw Usage($"the CA file {path} holds a revocation list that cannot be read: {e.Message}", cause: e);
        }
    }

    public bool Contains(X509Certificate2 certificate) =>
        revoked.Contains(
            (
                Convert.ToHexString(certificate.IssuerName.RawData),
                Convert.ToHexString(certificate.SerialNumberBytes.Span)));

    void Add(byte[] list)
    {
        var content = new AsnReader(list, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        if (content.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            content.ReadInteger();
        }

        content.ReadSequence();
        var issuer = Convert.ToHexString(content.ReadEncodedValue().Span);
        SkipTimes(content);
        if (!content.HasData || !content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            return;
        }

        var entries = content.ReadSequence();
        while (entries.HasData)
        {
            revoked.Add((issuer, Convert.ToHexString(entries.ReadSequence().ReadIntegerBytes().Span)));
        }
    }

    /// <summary>thisUpdate and, if it is there, nextUpdate: one or two values that are no sequence.</summary>
    static void SkipTimes(AsnReader content)
    {
        while (content.HasData
            && (
                content.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime)
                    || content.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime)))
        {
            content.ReadEncodedValue();
        }
    }
}
