using System.Net;
using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>The addresses of a host.</summary>
static class HostLookup
{
    /// <summary>
    /// Those of localhost, for which no name server is asked (RFC 6761, section 6.3); null is that one may be.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="file">Where this machine has names of its own.</param>
    public static IPAddress[]? AtHand(string host, string file = "/etc/hosts")
    {
        if (OperatingSystem.IsWindows() || !host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            var addresses = HostsFile.Read(file, host);
            if (addresses.Remove(IPAddress.IPv6Loopback))
            {
                // As the C library has them (RFC 6724, section 2.1).
                addresses.Insert(0, IPAddress.IPv6Loopback);
            }

            return addresses.Count > 0 ? [.. addresses] : Loopback;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A machine without the file is itself all the same.
            return Loopback;
        }
    }

    /// <exception cref="SocketException">It has none, or could not have one: its name is too long.</exception>
    public static IPAddress[] Addresses(string host)
    {
        try
        {
            return [.. Dns.GetHostAddresses(host).Distinct()];
        }
        catch (SocketException) when (ThisMachine.IsNamed(host))
        {
            // Neither a file nor a name server knows it, as in a bare container; it is this machine (RFC 6761, section
            // 6.3).
            return Loopback;
        }
        catch (ArgumentException)
        {
            // The same as a name that does not exist.
            throw new SocketException((int)SocketError.HostNotFound);
        }
    }

    /// <summary>
    /// Those that can be connected to, in the order in which that is to be tried: the families in turn (RFC 8305,
    /// section 4).
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="from">The address of this machine to connect from, or its name: it has a family too; null is
    /// any.</param>
    /// <exception cref="SocketException">There is none.</exception>
    /// <exception cref="MqttDemoException">We have no such address.</exception>
    public static IPAddress[] Addresses(string host, string? from)
    {
        var families = from is null ? null : OwnAddresses(from).Select(own => own.AddressFamily).ToArray();
        var usable = Addresses(host).Where(address => families?.Contains(address.AddressFamily) != false).ToArray();
        return usable.Length == 0
            ? throw new SocketException((int)SocketError.NoData)
            : [
                .. usable.GroupBy(address => address.AddressFamily)
                    .SelectMany(family => family.Index())
                    .OrderBy(turn => turn.Index)
                    .Select(turn => turn.Item)];
    }

    /// <summary>The addresses of this machine that a name to connect from stands for.</summary>
    /// <exception cref="MqttDemoException">It stands for none.</exception>
    public static IPAddress[] OwnAddresses(string from)
    {
        try
        {
            return Addresses(from);
        }
        catch (SocketException e)
        {
            throw new MqttDemoException(
                FailureKind.Unreachable,
                $"the address {from} to connect from ({Settings.Network.BindAddress.Named}) does not resolve",
                "give an IP address of this machine", e);
        }
    }

    /// <summary>On a machine with only one of the families, the other fails at once.</summary>
    static IPAddress[] Loopback => [IPAddress.IPv6Loopback, IPAddress.Loopback];
}
