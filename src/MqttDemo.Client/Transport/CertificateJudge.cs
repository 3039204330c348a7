using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>Checks the broker's certificate and remembers in words why it did not pass.</summary>
/// <param name="address">The broker.</param>
/// <param name="settings">What it must show.</param>
/// <param name="revoked">Whom the authorities given to us have revoked; null when those of the system are
/// trusted.</param>
sealed class CertificateJudge(BrokerAddress address, TlsSettings settings, RevokedCertificates? revoked)
{
    const X509ChainStatusFlags Untrusted =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;

    /// <summary>Whom the certificate must be issued for.</summary>
    public string Name { get; } = settings.ServerName ?? address.HostWithoutZone;

    public MqttDemoException? Verdict { get; private set; }

    /// <summary>The broker has asked for a client certificate, and there is none.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>
    /// Is asked once before the handshake, and again, with the broker's certificate, when the broker wants ours.
    /// </summary>
    public X509Certificate Refuse(X509Certificate? remote)
    {
        IsAsked |= remote is not null;
        return null!;
    }

    public bool Accept(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var (reason, hint) = settings.Insecure ? (null, "") : Objection(certificate, chain, errors);
        if (reason is null && settings.Pins is { } pins)
        {
            (reason, hint) = Objection(certificate, pins);
        }

        if (reason is not null)
        {
            Verdict = new MqttDemoException(
                FailureKind.Unreachable, $"the certificate of {address} is not accepted: {reason}", hint);
        }

        return reason is null;
    }

    /// <summary>
    /// A key that is pinned comes on top of everything else (as with curl's --pinnedpubkey), also where --insecure
    /// leaves everything else out.
    /// </summary>
    static (string? Reason, Sentence Hint) Objection(X509Certificate2? certificate, IReadOnlyList<PublicKeyPin> pins)
    {
        if (certificate is null)
        {
            return ("the broker sent none", "is this the broker's TLS port?");
        }

        var own = new PublicKeyPin(
            Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())));
        return pins.Contains(own)
            ? (null, "")
            : (
                $"its public key is not pinned; it is {own}",
                "ask the broker's owner whether its key has changed before you pin another");
    }

    /// <summary>The first thing that is wrong with it, and what to do.</summary>
    (string? Reason, Sentence Hint) Objection(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return ("the broker sent none", "is this the broker's TLS port?");
        }

        var states = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status)
            ?? X509ChainStatusFlags.NoError;
        if (states.HasFlag(X509ChainStatusFlags.Revoked) || (revoked is not null && IsRevoked(certificate, chain)))
        {
            return ("its authority has revoked it", "do not send anything there before its owner has explained why");
        }

        if (states.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return (
                Overdue(certificate, chain!, DateTime.Now),
                "renew it on the broker; is the clock of this machine right?");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return WrongName(CertificateNames.Of(certificate));
        }

        if ((states & Untrusted) != 0)
        {
            var missing = new MissingAuthority(settings, certificate, chain!);
            return (missing.Reason, $"{missing.Hint}; {Advice.AnyCertificate}");
        }

        return errors == SslPolicyErrors.None
            ? (null, "")
            : (
                string.Join("; ", chain?.ChainStatus.Select(status => status.StatusInformation.Trim()) ?? []),
                "ask the operator of the broker");
    }

    (string Reason, Sentence Hint) WrongName(IReadOnlyList<string> names) => CertificateNames.List(names) is { } list
        ? ($"it is issued for {list}, not for {Name}",
            Advice.AnotherName(names))
        : (
            $"it is issued for no host, so not for {Name}",
            $"the broker needs one that names {Name}; {Advice.AnyCertificate}");

    static string Overdue(X509Certificate2 certificate, X509Chain chain, DateTime now)
    {
        if (Overdue(certificate, now) is { } own)
        {
            return $"it {own}";
        }

        var authority = chain.ChainElements.Select(element => element.Certificate).FirstOrDefault(
            one => Overdue(one, now) is not null);
        return authority is null
            ? "a certificate between it and its authority has expired"
            : $"the certificate of its authority {CertificateNames.Who(authority.SubjectName)} "
                + $"{Overdue(authority, now)}";
    }

    static string? Overdue(X509Certificate2 certificate, DateTime now) => certificate switch
    {
        _ when certificate.NotBefore > now => $"is not valid before {CertificateNames.Day(certificate.NotBefore)}",
        _ when certificate.NotAfter < now => $"expired on {CertificateNames.Day(certificate.NotAfter)}",
        _ => null,
    };

    bool IsRevoked(X509Certificate2 certificate, X509Chain? chain) =>
        revoked!.Contains(certificate)
            || (chain?.ChainElements.Any(element => revoked.Contains(element.Certificate)) ?? false);
}
