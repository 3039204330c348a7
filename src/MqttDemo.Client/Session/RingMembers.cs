using System.Collections;
using System.Net;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>The members to connect to, in order. What is known about one is kept while it is not among them.</summary>
/// <param name="settings">How to connect.</param>
/// <param name="mostClosed">See <see cref="ConnectionHistory"/>.</param>
sealed class RingMembers(ConnectionSettings settings, int mostClosed) : IReadOnlyList<RingMember>
{
    readonly Dictionary<Destination, RingMember> known = [];
    List<RingMember> present = [];

    public int Count => present.Count;

    public RingMember this[int index] => present[index];

    /// <summary>Begins anew with these brokers, of which nothing has been looked up.</summary>
    public void Begin(IEnumerable<BrokerAddress> entries) =>
        present = [.. entries.Select(entry => Get(new(entry))).Distinct()];

    /// <summary>All of them, beginning with this one.</summary>
    public List<RingMember> From(RingMember? first)
    {
        var index = Math.Max(0, present.IndexOf(first!));
        return [.. present[index..], .. present[..index]];
    }

    /// <summary>The one after this one.</summary>
    public RingMember After(RingMember member) => From(member)[1 % Count];

    /// <summary>All that have ever been of this broker of the settings.</summary>
    public IEnumerable<RingMember> Of(BrokerAddress entry) =>
        known.Values.Where(member => member.Destination.Entry == entry);

    /// <summary>
    /// The targets of a domain have been looked up. Those that are there keep their places, and the addresses that are
    /// known of them.
    /// </summary>
    public void OnTargets(BrokerAddress entry, IEnumerable<BrokerAddress> targets) => Replace(
        member => member.Entry == entry,
        [.. targets.Select(target => new Destination(entry, target, null))],
        (one, other) => one.Target == other.Target);

    /// <summary>The addresses of a host have been looked up. Those that are there keep their places.</summary>
    /// <returns>Those that stand for it now.</returns>
    public List<RingMember> OnAddresses(Destination host, IReadOnlyCollection<IPAddress> addresses)
    {
        bool IsOfHost(Destination member) => member.Entry == host.Entry && member.Target == host.Target;
        // Loops, here and below: each start comes through here, and a LINQ query takes a measurable part of it.
        var destinations = new List<Destination>(addresses.Count);
        foreach (var address in addresses)
        {
            destinations.Add(host with { Address = address });
        }

        Replace(IsOfHost, destinations, (one, other) => one == other);
        var found = present.FindAll(member => IsOfHost(member.Destination));
        // One address of each family is one host; several of one family are the nodes of a cluster, which have to be
        // told apart.
        var areNodes = destinations.Exists(one => destinations.Exists(other => AreTwins(one, other)));
        foreach (var member in found)
        {
            member.Shown = host.Target with { Node = areNodes ? member.Destination.Address!.ToString() : null };
        }

        return found;
    }

    static bool AreTwins(Destination one, Destination other) =>
        one != other && one.Address!.AddressFamily == other.Address!.AddressFamily;

    public IEnumerator<RingMember> GetEnumerator() => present.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void Replace(
        Func<Destination, bool> scope, List<Destination> found, Func<Destination, Destination, bool> isSame)
    {
        var index = present.FindIndex(member => scope(member.Destination));
        if (index < 0)
        {
            return;
        }

        var before = present.FindAll(member => scope(member.Destination));
        var next = before.FindAll(member => found.Exists(destination => isSame(destination, member.Destination)));
        foreach (var destination in found)
        {
            if (!before.Exists(member => isSame(destination, member.Destination)))
            {
                next.Add(Get(destination));
            }
        }

        present.RemoveAll(before.Contains);
        present.InsertRange(index, next);
    }

    RingMember Get(Destination destination)
    {
        if (!known.TryGetValue(destination, out var member))
        {
            known.Add(destination, member = new(destination, settings, mostClosed));
        }

        return member;
    }
}
