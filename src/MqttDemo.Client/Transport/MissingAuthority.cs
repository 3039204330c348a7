using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// Which certificate is missing between that of the broker and an authority that is trusted here, and who has to mend
/// it.
/// </summary>
sealed class MissingAuthority
{
    /// <param name="settings">Whom we trust.</param>
    /// <param name="certificate">The broker's certificate.</param>
    /// <param name="chain">What was found of its way to an authority.</param>
    public MissingAuthority(TlsSettings settings, X509Certificate2 certificate, X509Chain chain)
    {
        var given = settings.CaFile ?? settings.CaPath;
        // The last that was found: its signer is who is missing, or, where it has signed itself, who is not trusted.
        var last = chain.ChainElements.Count > 0 ? chain.ChainElements[^1].Certificate : certificate;
        var signer = CertificateNames.Who(last.IssuerName);
        (Reason, Hint) = last switch
        {
            _ when IsSelfSigned(certificate) => ("it is self-signed", Advice.TrustOwn),
            _ when Trusted(chain).Any(
                one => Is(one, last.IssuerName) && (!AreSame(one, last) || HasWrongSignature(chain))) => (
                $"another authority with the name {signer} is trusted here, and has not signed it",
                $"has that authority a new certificate? {given} needs the one that signed it"),
            _ when IsSelfSigned(last) || chain.ChainElements.Count > 1 => (
                $"its root authority {signer} is not trusted here",
                Advice.TrustAuthority(signer, given is null ? "" : $": {given} has {Names(chain)}")),
            _ => (
                $"the certificate of {signer}, which signed it, is missing: the broker has not sent it, "
                + (given is null ? "and this machine does not trust it" : $"and {given} has only {Names(chain)}"),
                // Only its owner knows which of the two it is (RFC 5246, section 7.4.2).
                Advice.TrustRoot(signer)),
        };
    }

    public string Reason { get; }

    public Sentence Hint { get; }

    static string Names(X509Chain chain) =>
        CertificateNames.List([.. Trusted(chain).Select(one => CertificateNames.Who(one.SubjectName))])
            ?? "no authority";

    static X509Certificate2Collection Trusted(X509Chain chain) => chain.ChainPolicy.CustomTrustStore;

    static bool Is(X509Certificate2 certificate, X500DistinguishedName name) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(name.RawData);

    static bool IsSelfSigned(X509Certificate2 certificate) => Is(certificate, certificate.IssuerName);

    /// <summary>
    /// Certificates that name no key of their signer are joined by its name, and only then is the signature looked at.
    /// </summary>
    static bool HasWrongSignature(X509Chain chain) =>
        chain.ChainStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotSignatureValid));

    static bool AreSame(X509Certificate2 one, X509Certificate2 other) =>
        one.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span);
}
