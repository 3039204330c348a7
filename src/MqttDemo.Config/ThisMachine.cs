using System.Net;

namespace MqttDemo.Config;

/// <summary>The hosts that are this machine, whatever a name server says (RFC 6761, section 6.3).</summary>
public static class ThisMachine
{
    /// <summary>A connection to this host does not leave this machine.</summary>
    /// <param name="host">A name or an IP address.</param>
    public static bool Is(string host) => IPAddress.TryParse(host, out var address)
        ? IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        : IsNamed(host);

    /// <summary>This name stands for the loopback addresses.</summary>
    /// <param name="host">A name, with or without a final dot.</param>
    public static bool IsNamed(string host)
    {
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
