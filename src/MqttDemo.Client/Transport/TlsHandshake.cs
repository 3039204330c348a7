using System.ComponentModel;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>One TLS handshake. Its files are read when it is made, before anything is connected.</summary>
sealed class TlsHandshake
{
    readonly BrokerAddress address;
    readonly TlsSettings settings;
    readonly CertificateJudge judge;
    readonly SslClientAuthenticationOptions options;

    /// <exception cref="MqttDemoException">A file cannot be read or is not what it should be; there is no
    /// TLS here.</exception>
    public TlsHandshake(BrokerAddress address, TlsSettings settings)
    {
        OpenSsl.Require("TLS");
        if (SystemAuthorities.AreAskedFor(settings))
        {
            AuthorityPlaces.Find();
        }

        this.address = address;
        this.settings = settings;
        var trusted = TrustedAuthorities.Read(settings);
        judge = new CertificateJudge(address, settings, trusted?.Revoked);
        options = new SslClientAuthenticationOptions
        {
            TargetHost = judge.Name,
            AllowRenegotiation = false,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                judge.Accept(certificate as X509Certificate2, chain, errors),
            CertificateChainPolicy = trusted?.Policy,
            EnabledSslProtocols = Versions(settings),
            ApplicationProtocols = settings.Protocols?.Select(name => new SslApplicationProtocol(name)).ToList(),
            CipherSuitesPolicy = settings.CipherSuites is { } suites ? OnlyThese(suites) : null,
        };
        if (settings.OwnCertificate is null)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, remote, _) => judge.Refuse(remote);
        }
        else
        {
            options.ClientCertificateContext = ClientCertificate.Read(settings);
        }
    }

    /// <summary>The stream inside TLS.</summary>
    /// <exception cref="MqttDemoException">The handshake has failed.</exception>
    public SslStream Run(Stream inner, ConnectAttempt attempt)
    {
        using var log = settings.KeyLogFile is { } path ? TlsKeyLog.Open(path) : null;
        var stream = new SslStream(inner);
        try
        {
            stream.AuthenticateAsClient(options);
            attempt.OnTls(stream, judge.IsAsked);
            return stream;
        }
        catch (Exception e)
            when (judge.Verdict is not null || e is AuthenticationException or IOException or CryptographicException
                or ArgumentException or Win32Exception)
        {
            stream.Dispose();
            throw judge.Verdict
                ?? TlsAlert.Explain(address, settings, e, judge.IsAsked)
                ?? attempt.NotTls(address, e)
                ?? Unfinished(attempt, e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Nothing says why it ended.</summary>
    MqttDemoException Unfinished(ConnectAttempt attempt, Exception e) => attempt.Beginning.IsEmpty
        ? Unreachable(
            $"{address} closed the connection instead of a TLS handshake",
            $"{ConnectAttempt.AskForTls} A port without TLS ({ConnectAttempt.Plain(address)}) ends it like this",
            e)
        : Unreachable(
            $"{address} does not complete the TLS handshake: {(e.InnerException ?? e).Message.TrimEnd('.')}",
            $"{ConnectAttempt.AskForTls} Its log should say why",
            e);

    static MqttDemoException Unreachable(string message, Sentence hint, Exception cause) =>
        new MqttDemoException(FailureKind.Unreachable, message, hint, cause).About(Settings.Broker.Address);

    /// <summary>
    /// Not left to the system, which may take older ones. Where cipher suites are named, a version that none of them is
    /// for cannot be offered.
    /// </summary>
    static SslProtocols Versions(TlsSettings settings)
    {
        if (settings.RequiresTls13 && !TlsSupport.HasTls13)
        {
            throw Usage($"{Settings.Tls.Version.Named}: there is no TLS 1.3 for this program on macOS");
        }

        var older = settings.RequiresTls13 || settings.CipherSuites?.All(IsOfTls13) == true
            ? SslProtocols.None
            : SslProtocols.Tls12;
        return settings.CipherSuites?.Any(IsOfTls13) == false && !settings.RequiresTls13
            ? older
            : older | SslProtocols.Tls13;
    }

    /// <summary>RFC 8446, appendix B.4.</summary>
    static bool IsOfTls13(TlsCipherSuite suite) => (int)suite >> 8 == 0x13;

    static CipherSuitesPolicy OnlyThese(IReadOnlyList<TlsCipherSuite> suites) => OperatingSystem.IsLinux()
        ? new CipherSuitesPolicy(suites)
        : throw Usage(
            $"{Settings.Tls.Ciphers.Named} works on Linux only: elsewhere the system chooses the cipher suites");
}
