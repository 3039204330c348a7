using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>Connects to one of the brokers that a domain names (<see cref="ServiceLookup"/>), in their order.</summary>
/// <param name="lookUp">Finds them.</param>
/// <param name="patience">How long that may take, with all attempts.</param>
/// <param name="time">The clock.</param>
sealed class ServiceConnector(
    Func<BrokerAddress, CancellationToken, Task<IReadOnlyList<(string Host, int Port)>>> lookUp, TimeSpan patience, TimeProvider time)
{
    /// <summary>The certificate must be made out to the domain that was typed, not to what an answer of DNS says.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="first">The target to begin with, if it is still one of them; null for none.</param>
    /// <param name="tls">How certificates are checked.</param>
    /// <param name="network">How the network is crossed.</param>
    /// <param name="attempt">Is told how far it has come.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MqttDemoException">None of them is there (exit code 3).</exception>
    public async Task<TransportConnection> ConnectAsync(
        BrokerAddress domain, BrokerAddress? first, TlsSettings tls, NetworkSettings network, ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        var named = tls with { ServerName = tls.ServerName ?? domain.Host };
        var targets = (await lookUp(domain, cancellationToken)).Select(target => domain with { Host = target.Host, Port = target.Port, IsService = false })
            .OrderBy(target => target != first).ToArray();
        MqttDemoException? failure = null;
        for (var i = 0; i < targets.Length; i++)
        {
            // One that says nothing must leave time for the others.
            var share = (patience - time.GetElapsedTime(begin)) / (targets.Length - i);
            using var clock = new CancellationTokenSource(share > TimeSpan.Zero ? share : TimeSpan.Zero, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
            try
            {
                return await TransportConnector.ConnectAsync(targets[i], named, network, attempt, limit.Token);
            }
            catch (MqttDemoException e) when (e.ExitCode == ExitCode.Unreachable)
            {
                failure = e;
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                failure = attempt.TimedOut(targets[i], network.ProxyFor(targets[i]), share, e);
            }
        }

        throw failure!;
    }
}
