using System.ComponentModel;
using System.Security.Authentication;
using MqttDemo.Client.Transport;
using MqttDemo.Config;

namespace MqttDemo.Tests.Client;

/// <summary>The alerts as .NET tells them on systems whose TLS is not OpenSSL's.</summary>
public sealed class TlsAlertTests
{
    const string AsksForOurs = "mqtts://b:8883 ended the TLS handshake: it asks for a client certificate";
    const string NothingInCommon =
        "mqtts://b:8883 found nothing in common with us in the TLS handshake: no cipher, or not the certificate that "
        + "it wants";

    const string NoSafeVersion =
        "mqtts://b:8883 speaks no version of TLS that is safe: 1.2 or 1.3 is needed";

    static readonly BrokerAddress Broker = new(BrokerScheme.Tls, "b", 8883);

    [Theory]
    [InlineData("HandshakeFailure", false, NothingInCommon)]
    [InlineData("HandshakeFailure", true, AsksForOurs)]
    [InlineData("116", false, AsksForOurs)]
    [InlineData("BadCertificate", true, AsksForOurs)]
    [InlineData("UnknownCA", true, AsksForOurs)]
    [InlineData("ProtocolVersion", false, NoSafeVersion)]
    [InlineData("120", false, "mqtts://b:8883 knows none of the protocols offered to it (--tls-alpn)")]
    public void An_alert_is_known_by_the_name_that_NET_has_for_it_on_Windows(
        string name, bool isAsked, string sentence) => Assert.Equal(
        sentence,
        Explain(
            new AuthenticationException(
                $"Authentication failed because the remote party sent a TLS alert: '{name}'.",
                new Win32Exception(unchecked((int)0x80090326), "message received unexpected")),
            isAsked));

    [Theory]
    [InlineData(unchecked((int)0x80090331), NoSafeVersion)]
    [InlineData(unchecked((int)0x80090367), "mqtts://b:8883 knows none of the protocols offered to it (--tls-alpn)")]
    public void What_Windows_itself_says_is_known_by_its_number(int number, string sentence) => Assert.Equal(
        sentence, Explain(new AuthenticationException("failed", new Win32Exception(number, "in any language"))));

    [Theory]
    [InlineData(-9824, NothingInCommon)]
    [InlineData(-9836, NoSafeVersion)]
    [InlineData(-9829, AsksForOurs)]
    public void What_macOS_says_is_known_by_its_number(int number, string sentence) => Assert.Equal(
        sentence, Explain(new AuthenticationException("failed", new InvalidOperationException { HResult = number })));

    [Fact]
    public void What_is_no_alert_is_left_to_others() => Assert.Null(
        Explain(
            new AuthenticationException("failed", new Win32Exception(unchecked((int)0x80090304), "internal error"))));

    static string? Explain(Exception failure, bool isAsked = false) =>
        TlsAlert.Explain(Broker, new TlsSettings(), failure, isAsked)?.Message;
}
