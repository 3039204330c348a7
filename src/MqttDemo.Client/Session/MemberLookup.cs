using System.Net;
using System.Net.Sockets;
using MqttDemo.Client.Transport;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// Asks the name servers which hosts a member of the ring stands for, and which others share its name.
/// </summary>
/// <param name="settings">How to connect.</param>
/// <param name="ring">Gets the answers.</param>
/// <param name="findTargets">Finds the targets of a domain.</param>
/// <param name="time">The clock.</param>
/// <param name="trace">Gets the addresses that are found; null is none.</param>
sealed class MemberLookup(
    ConnectionSettings settings,
    Ring ring,
    Func<BrokerAddress, CancellationToken, Task<IReadOnlyList<(string Host, int Port)>>> findTargets,
    TimeProvider time,
    Action<string>? trace)
{
    readonly PendingLookups<BrokerAddress, IReadOnlyList<(string Host, int Port)>> targetLookups = new(time);
    readonly PendingLookups<string, IPAddress[]> addressLookups = new(time);

    /// <summary>Those to try beside each other, none where each of them has to wait.</summary>
    /// <param name="member">The one whose turn it is.</param>
    /// <param name="now">The time of the ring.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MqttDemoException">The name does not resolve (FailureKind.Unreachable).</exception>
    public async Task<IReadOnlyList<RingMember>> FindAsync(
        RingMember member, Func<TimeSpan> now, CancellationToken cancellationToken)
    {
        var entry = member.Destination.Entry;
        if (entry.IsService && await TargetsAsync(member, cancellationToken) is { } targets)
        {
            member = ring.OnTargets(
                member, [
                    .. targets.Select(
                        target => entry with { Host = target.Host, Port = target.Port, IsService = false })]);
        }

        var host = member.Destination.Target;
        if (host.Scheme == BrokerScheme.Unix || settings.Network?.ProxyFor(host) is not null)
        {
            return [member];
        }

        var addresses = await AddressesAsync(member, cancellationToken);
        return addresses is null ? [member] : ring.OnAddresses(member, addresses, now());
    }

    /// <summary>The targets of a domain; null where the name servers do not say, and those of before count.</summary>
    async Task<IReadOnlyList<(string Host, int Port)>?> TargetsAsync(
        RingMember member, CancellationToken cancellationToken)
    {
        var (entry, isKnown) = (member.Destination.Entry, !member.Destination.Target.IsService);
        try
        {
            return await targetLookups.FindAsync(
                entry, () => findTargets(entry, CancellationToken.None), isKnown, cancellationToken);
        }
        catch (MqttDemoException e) when (isKnown)
        {
            trace?.Invoke($"{e.Message}; going on with {member.Destination.Target}");
            return null;
        }
    }

    /// <summary>The addresses of a host; null where the name servers do not say, and that of before counts.</summary>
    async Task<IPAddress[]?> AddressesAsync(RingMember member, CancellationToken cancellationToken)
    {
        var (host, from) = (member.Destination.Target, settings.Network?.BindAddress);
        if (from is null && IPAddress.TryParse(host.Host, out var literal))
        {
            return [literal];
        }

        var isKnown = member.Destination.Address is not null;
        try
        {
            var addresses = await addressLookups.FindAsync(host.Host, Ask, isKnown, cancellationToken);
            trace?.Invoke(addresses is null
                ? $"no answer yet where {host.Host} is now; going on with {member.Destination.Address}"
                : $"{host.Host} is {string.Join(", ", addresses.AsEnumerable())}");
            return addresses;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TryAgain && isKnown)
        {
            // The name server does not answer now; where the broker was, it may still be.
            return null;
        }
        catch (SocketException e)
        {
            throw SocketFailure.Explain(host, e);
        }

        Task<IPAddress[]> Ask() => from is null && HostLookup.AtHand(host.Host) is { } known
            ? Task.FromResult(known)
            : DedicatedThread.Start("mqtt lookup", () => HostLookup.Addresses(host.Host, from));
    }
}
