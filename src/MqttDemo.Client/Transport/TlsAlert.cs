using System.ComponentModel;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// What the broker's TLS says before it hangs up, in words. Each system's TLS tells it in its own way: OpenSSL by
/// words, .NET by names of its own for Windows and macOS, and both of these by numbers too where .NET has none.
/// </summary>
static class TlsAlert
{
    // SECURITY_STATUS of Windows (winerror.h), and OSStatus of macOS (SecureTransport.h).
    static readonly Spelling NothingInCommon = new(
        ["alert protocol version", "unsupported protocol", "wrong ssl version", "wrong cipher returned",
            "'ProtocolVersion'"],
        [unchecked((int)0x80090331), -9801, -9836]);
    static readonly Spelling CertificateRequired = new(["certificate required", "'116'"], []);
    static readonly Spelling NoProtocol = new(
        ["alert no application protocol", "'120'"], [unchecked((int)0x80090367)]);
    static readonly Spelling HandshakeFailure = new(["alert handshake failure", "'HandshakeFailure'"], [-9824]);
    static readonly Spelling CertificateRefused = new(
        [
            "alert bad certificate", "alert unsupported certificate", "alert certificate revoked",
            "alert certificate expired", "alert certificate unknown", "alert unknown ca", "alert access denied",
            "alert decrypt error", "'BadCertificate'", "'UnsupportedCert'", "'CertificateRevoked'",
            "'CertificateExpired'", "'CertificateUnknown'", "'UnknownCA'", "'AccessDenied'", "'DecryptError'",
        ],
        [-9825, -9826, -9827, -9828, -9829, -9831, -9832, -9834]);

    /// <param name="Texts">What stands in the message of an exception.</param>
    /// <param name="Codes">The number of an exception.</param>
    sealed record Spelling(string[] Texts, int[] Codes);

    /// <summary>
    /// The error to show for a handshake or a first read that has failed; null when there is nothing to add.
    /// </summary>
    /// <param name="address">The broker.</param>
    /// <param name="settings">Whether we have a certificate to show.</param>
    /// <param name="failure">What .NET says.</param>
    /// <param name="isAsked">The broker has asked for a client certificate: before TLS 1.3 its alert does not say
    /// so.</param>
    /// <remarks>
    /// With TLS 1.3 the broker judges our certificate after our side of the handshake is done: then the first read
    /// fails (RFC 8446, section 4.4).
    /// </remarks>
    public static MqttDemoException? Explain(
        BrokerAddress address, TlsSettings settings, Exception failure, bool isAsked = false)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            var isAboutOurs = Says(cause, CertificateRefused) || Says(cause, CertificateRequired);
            if (settings.OwnCertificate is { } path && isAboutOurs)
            {
                return Refusal(
                    $"{address} does not accept the certificate in {path}",
                    "is it from an authority that the broker trusts, and still valid?", failure);
            }

            if (isAboutOurs || (isAsked && Says(cause, HandshakeFailure)))
            {
                return Refusal(
                    $"{address} ended the TLS handshake: it asks for a client certificate", Advice.ShowCertificate,
                    failure);
            }

            if (Says(cause, NothingInCommon))
            {
                return settings.RequiresTls13
                    ? Refusal($"{address} does not speak TLS 1.3", Advice.OlderTls, failure)
                    : !TlsSupport.HasTls13 ? Refusal(
                        $"{address} does not speak TLS 1.2, and there is no TLS 1.3 for this program on macOS",
                        "the broker must allow TLS 1.2 too", failure)
                    : Refusal(
                        $"{address} speaks no version of TLS that is safe: 1.2 or 1.3 is needed",
                        "update the broker or its TLS settings", failure);
            }

            if (Says(cause, NoProtocol))
            {
                return Refusal(
                    $"{address} knows none of the protocols offered to it ({Settings.Tls.Alpn.Named})",
                    "ask the operator of the broker for its name for MQTT", failure);
            }

            if (Says(cause, HandshakeFailure))
            {
                return Refusal(
                    $"{address} found nothing in common with us in the TLS handshake: no cipher, or not the "
                    + "certificate that it wants",
                    Advice.NoCipher, failure);
            }
        }

        return null;
    }

    static bool Says(Exception e, Spelling alert) =>
        alert.Texts.Any(text => e.Message.Contains(text, StringComparison.OrdinalIgnoreCase))
            || alert.Codes.Contains(e is Win32Exception system ? system.NativeErrorCode : e.HResult);

    static MqttDemoException Refusal(Sentence message, Sentence hint, Exception cause) =>
        new(FailureKind.Unreachable, message, hint, cause);
}
