using System.Net;
using System.Net.Sockets;
using MqttDemo.Client.Transport;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>Asks the name servers for whom a member of the ring stands, and who else stands for the same name.</summary>
/// <param name="settings">How to connect.</param>
/// <param name="ring">Is told the answers.</param>
/// <param name="findTargets">Finds the targets of a domain.</param>
/// <param name="trace">Is told the addresses, for --debug; null is nobody.</param>
sealed class MemberLookup(
    ConnectionSettings settings,
    Ring ring,
    Func<BrokerAddress, CancellationToken, Task<IReadOnlyList<(string Host, int Port)>>> findTargets,
    Action<string>? trace)
{
    /// <summary>Those to try beside each other, none where each of them has to wait.</summary>
    /// <param name="member">The one whose turn it is.</param>
    /// <param name="now">The time of the ring.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MqttDemoException">The name does not resolve (exit code 3).</exception>
    public async Task<IReadOnlyList<RingMember>> FindAsync(RingMember member, Func<TimeSpan> now, CancellationToken cancellationToken)
    {
        var entry = member.Destination.Entry;
        if (entry.IsService)
        {
            var targets = await findTargets(entry, cancellationToken);
            member = ring.OnTargets(member, [.. targets.Select(target => entry with { Host = target.Host, Port = target.Port, IsService = false })]);
        }

        var host = member.Destination.Target;
        if (host.Scheme == BrokerScheme.Unix || settings.Network?.ProxyFor(host) is not null)
        {
            return [member];
        }

        try
        {
            var addresses = await AddressesAsync(host.Host, cancellationToken);
            return ring.OnAddresses(member, addresses, now());
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TryAgain && member.Destination.Address is not null)
        {
            // The name server does not answer now; where the broker was, it may still be.
            return [member];
        }
        catch (SocketException e)
        {
            throw SocketFailure.Explain(host, e);
        }
    }

    async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        var from = settings.Network?.BindAddress;
        if (from is null && IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        var addresses = await OwnThread.RunAsync(() => Task.FromResult(HostLookup.Addresses(host, from))).WaitAsync(cancellationToken);
        trace?.Invoke($"{host} is {string.Join(", ", addresses.AsEnumerable())}");
        return addresses;
    }
}
