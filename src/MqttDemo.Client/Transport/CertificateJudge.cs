using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>Checks the broker's certificate and remembers in words why it did not pass.</summary>
sealed class CertificateJudge(BrokerAddress address, TlsSettings settings)
{
    const string Insecurely = "; --insecure accepts any certificate, for tests only";

    RevokedCertificates? revoked;

    public MqttDemoException? Verdict { get; private set; }

    /// <summary>The broker has asked for a certificate of ours, and there is none.</summary>
    public bool IsAsked { get; private set; }

    public SslClientAuthenticationOptions Options()
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = address.Host,
            AllowRenegotiation = false,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accept(certificate as X509Certificate2, chain, errors),
        };
        if (settings.Certificate is null)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, remote, _) => Refuse(remote);
        }
        else
        {
            options.ClientCertificateContext = ClientCertificate.Read(settings);
        }

        if (settings.CaFile is { } file)
        {
            var pem = PemFile.Read("the CA file", file);
            revoked = RevokedCertificates.Read(pem, file);
            // A private authority seldom has a revocation list to ask, other than in its file; the system's authorities keep .NET's default.
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(PemFile.Certificates("the CA file", file, pem));
            options.CertificateChainPolicy = policy;
        }

        return options;
    }

    /// <summary>Is asked once before the handshake, and again, with the broker's certificate, when the broker wants ours.</summary>
    X509Certificate Refuse(X509Certificate? remote)
    {
        IsAsked |= remote is not null;
        return null!;
    }

    bool Accept(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (settings.Insecure)
        {
            return true;
        }

        var (reason, hint) = Objection(certificate, chain, errors);
        if (reason is not null)
        {
            Verdict = new MqttDemoException(ExitCode.Unreachable, $"the certificate of {address} is not accepted: {reason}", hint);
        }

        return reason is null;
    }

    /// <summary>The first thing that is wrong with it, and what to do.</summary>
    (string? Reason, string Hint) Objection(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return ("the broker shows none", "is this the broker's TLS port?");
        }

        var states = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        if (states.HasFlag(X509ChainStatusFlags.Revoked) || (revoked is not null && IsRevoked(certificate, chain)))
        {
            return ("its authority has revoked it", "do not send anything there before its owner has explained why");
        }

        if (states.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return (Overdue(certificate, DateTime.Now), "renew it on the broker; is the clock of this machine right?");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return ($"it is not made out to {address.Host}", "connect by the name in the certificate" + Insecurely);
        }

        if ((states & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid)) != 0)
        {
            return IsSelfSigned(certificate)
                ? ("it is signed by itself", "if that is the broker's own, trust it with --cafile FILE" + Insecurely)
                : ("its authority is not one that is trusted here", Trust() + Insecurely);
        }

        return errors == SslPolicyErrors.None
            ? (null, "")
            : (string.Join("; ", chain?.ChainStatus.Select(status => status.StatusInformation.Trim()) ?? []), "ask whoever runs the broker");
    }

    static string Overdue(X509Certificate2 certificate, DateTime now) => certificate switch
    {
        _ when certificate.NotBefore > now => $"it is not valid before {certificate.NotBefore:yyyy-MM-dd}",
        _ when certificate.NotAfter < now => $"it expired on {certificate.NotAfter:yyyy-MM-dd}",
        _ => "a certificate between it and its authority has expired",
    };

    string Trust() => settings.CaFile is { } file ? $"is {file} the authority that signed it?" : "give the authority's certificate with --cafile FILE";

    bool IsRevoked(X509Certificate2 certificate, X509Chain? chain) =>
        revoked!.Contains(certificate) || (chain?.ChainElements.Any(element => revoked.Contains(element.Certificate)) ?? false);

    static bool IsSelfSigned(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
