using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

static class TlsTransport
{
    public static async Task<TransportConnection> ConnectAsync(BrokerAddress address, TlsSettings settings, CancellationToken cancellationToken)
    {
        var judge = new CertificateJudge(address, settings);
        var options = judge.Options();
        var socket = TcpTransport.ConnectSocket(address, cancellationToken);
        var stream = new SslStream(new SocketStream(socket));
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken);
            return new TransportConnection(socket, stream);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or CryptographicException)
        {
            await stream.DisposeAsync();
            throw judge.Verdict ?? TlsAlert.Explain(address, settings, e, judge.IsAsked) ?? new MqttDemoException(
                ExitCode.Unreachable, $"{address} does not complete the TLS handshake: {(e.InnerException ?? e).Message}", "is this the broker's TLS port?", e);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
