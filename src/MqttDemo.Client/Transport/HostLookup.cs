using System.Net;
using System.Net.Sockets;

namespace MqttDemo.Client.Transport;

/// <summary>The addresses of a host.</summary>
static class HostLookup
{
    /// <exception cref="SocketException">It has none, or could not have one: its name is too long.</exception>
    public static IPAddress[] Addresses(string host, AddressFamily family = AddressFamily.Unspecified)
    {
        try
        {
            return Dns.GetHostAddresses(host, family);
        }
        catch (ArgumentException)
        {
            // The same as a name that nobody has.
            throw new SocketException((int)SocketError.HostNotFound);
        }
    }
}
