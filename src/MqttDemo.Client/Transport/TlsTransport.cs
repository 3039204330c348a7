using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

static class TlsTransport
{
    public static async Task<TransportConnection> ConnectAsync(BrokerAddress address, TlsSettings settings, CancellationToken cancellationToken)
    {
        var judge = new CertificateJudge(address, settings);
        var options = judge.Options();
        var socket = await TcpTransport.ConnectSocketAsync(address, cancellationToken);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken);
            return new TransportConnection(socket, stream);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await stream.DisposeAsync();
            throw judge.Verdict ?? new MqttDemoException(
                ExitCode.Unreachable, $"{address} does not complete the TLS handshake: {(e.InnerException ?? e).Message}", "is this the broker's TLS port?", e);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Checks the broker's certificate and remembers in words why it did not pass.</summary>
    sealed class CertificateJudge(BrokerAddress address, TlsSettings settings)
    {
        public MqttDemoException? Verdict { get; private set; }

        public SslClientAuthenticationOptions Options()
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = address.Host,
                RemoteCertificateValidationCallback = (_, _, chain, errors) => Accept(chain, errors),
            };
            if (settings.CaFile is { } file)
            {
                // A private authority seldom has a revocation list to ask; the system's authorities keep .NET's default.
                var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                policy.CustomTrustStore.AddRange(ReadAuthorities(file));
                options.CertificateChainPolicy = policy;
            }

            return options;
        }

        static X509Certificate2Collection ReadAuthorities(string file)
        {
            var authorities = new X509Certificate2Collection();
            try
            {
                authorities.ImportFromPemFile(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw new MqttDemoException(ExitCode.InputOutput, $"the CA file {file} cannot be read: {e.Message}", cause: e);
            }
            catch (CryptographicException e)
            {
                throw new MqttDemoException(ExitCode.Usage, $"the CA file {file} is not a PEM file with certificates: {e.Message}", cause: e);
            }

            return authorities.Count > 0
                ? authorities
                : throw new MqttDemoException(ExitCode.Usage, $"the CA file {file} holds no certificate", "it must be PEM: -----BEGIN CERTIFICATE-----");
        }

        bool Accept(X509Chain? chain, SslPolicyErrors errors)
        {
            if (errors == SslPolicyErrors.None || settings.Insecure)
            {
                return true;
            }

            Verdict = new MqttDemoException(ExitCode.Unreachable, $"the certificate of {address} is not accepted: {Explain(chain, errors)}", Hint(errors));
            return false;
        }

        string Explain(X509Chain? chain, SslPolicyErrors errors)
        {
            if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            {
                return "the broker shows none";
            }

            if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            {
                return $"it is not made out to {address.Host}";
            }

            var reasons = chain?.ChainStatus.Select(status => status.Status switch
            {
                X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.NotSignatureValid => "its authority is not one that is trusted here",
                X509ChainStatusFlags.NotTimeValid => "it has expired or is not valid yet",
                X509ChainStatusFlags.Revoked => "it has been revoked",
                _ => status.StatusInformation.Trim(),
            }).Distinct();
            return string.Join("; ", reasons ?? []);
        }

        string Hint(SslPolicyErrors errors) => errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? "connect by the name in the certificate; --insecure accepts any certificate, for tests only"
            : settings.CaFile is null
                ? "give the authority's certificate with --cafile FILE; --insecure accepts any certificate, for tests only"
                : $"is {settings.CaFile} the authority that signed it? --insecure accepts any certificate, for tests only";
    }
}
