using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// What the broker's TLS says before it hangs up, in words. .NET has no names for the alerts, so they are known by
/// OpenSSL's.
/// </summary>
static class TlsAlert
{
    static readonly string[] NothingInCommon = [
        "alert protocol version", "unsupported protocol", "wrong ssl version", "wrong cipher returned"];
    static readonly string[] CertificateRequired = ["certificate required"];
    static readonly string[] NoProtocol = ["alert no application protocol"];
    static readonly string[] HandshakeFailure = ["alert handshake failure"];
    static readonly string[] CertificateRefused =
        [
            "alert bad certificate", "alert unsupported certificate", "alert certificate revoked",
            "alert certificate expired", "alert certificate unknown", "alert unknown ca", "alert access denied",
            "alert decrypt error"
        ];

    /// <summary>
    /// The error to show for a handshake or a first read that has failed; null when there is nothing to add.
    /// </summary>
    /// <param name="address">The broker.</param>
    /// <param name="settings">Whether we have a certificate to show.</param>
    /// <param name="failure">What .NET says.</param>
    /// <param name="isAsked">The broker has asked for a certificate of ours: before TLS 1.3 its alert does not say
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
                    "is it of an authority that the broker trusts, and not expired?", failure);
            }

            if (isAboutOurs || (isAsked && Says(cause, HandshakeFailure)))
            {
                return Refusal(
                    $"{address} ended the TLS handshake: it asks for a certificate of ours", Advice.ShowCertificate,
                    failure);
            }

            if (Says(cause, NothingInCommon))
            {
                return settings.RequiresTls13
                    ? Refusal($"{address} does not speak TLS 1.3", Advice.OlderTls, failure)
                    : Refusal(
                        $"{address} speaks no version of TLS that is safe: 1.2 or 1.3 is needed",
                        "update the broker or its TLS settings", failure);
            }

            if (Says(cause, NoProtocol))
            {
                return Refusal(
                    $"{address} knows none of the protocols offered to it ({Settings.Tls.Alpn.Named})",
                    "ask the operator of the broker for its name of MQTT", failure);
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

    static bool Says(Exception e, string[] alerts) =>
        alerts.Any(alert => e.Message.Contains(alert, StringComparison.OrdinalIgnoreCase));

    static MqttDemoException Refusal(Sentence message, Sentence hint, Exception cause) =>
        new(FailureKind.Unreachable, message, hint, cause);
}
