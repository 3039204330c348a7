using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>SOCKS 5 (RFC 1928), with user and password (RFC 1929) where the proxy wants them.</summary>
static class SocksTunnel
{
    const byte Version = 5;
    const byte WithoutLogin = 0;
    const byte WithPassword = 2;
    const byte NoneAcceptable = 0xFF;
    const string LoginHint = "put them in its URL: socks5h://USER:PASSWORD@HOST:PORT";

    public static void Open(Stream stream, ProxyAddress proxy, BrokerAddress broker)
    {
        stream.Write(proxy.Credentials is null ? [Version, 1, WithoutLogin] : [Version, 2, WithoutLogin, WithPassword]);
        switch (Answer(stream, proxy, Version))
        {
            case WithoutLogin:
                break;
            case WithPassword when proxy.Credentials is { } login:
                LogIn(stream, proxy, login);
                break;
            case NoneAcceptable when proxy.Credentials is null:
                throw ProxyRefusal.Of(proxy, "asks for a user name and a password", LoginHint);
            case var other:
                throw ProxyRefusal.Of(
                    proxy, $"requires an authentication method that is not supported ({other})",
                    "only a user name and a password are supported");
        }

        stream.Write(Request(proxy, broker));
        ReadReply(stream, proxy, broker);
    }

    static void LogIn(Stream stream, ProxyAddress proxy, Credentials login)
    {
        var (user, password) = (ByteText.Encode(login.Username ?? ""), ByteText.Encode(login.Password ?? ""));
        stream.Write([1, (byte)user.Length, .. user, (byte)password.Length, .. password]);
        if (Answer(stream, proxy, 1) != 0)
        {
            throw ProxyRefusal.Of(proxy, "does not accept the user name and password given for it", LoginHint);
        }
    }

    /// <summary>Two bytes: the version, and what the proxy says.</summary>
    static byte Answer(Stream stream, ProxyAddress proxy, byte version)
    {
        var answer = new byte[2];
        stream.ReadExactly(answer);
        return answer[0] == version ? answer[1] : throw NotSocks(proxy, $"its answer began with the byte {answer[0]}");
    }

    static byte[] Request(ProxyAddress proxy, BrokerAddress broker)
    {
        var port = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)broker.Port);
        return [Version, 1, 0, .. Target(proxy, broker.Host), .. port];
    }

    static byte[] Target(ProxyAddress proxy, string host)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return Target(literal);
        }

        if (proxy.Kind == ProxyKind.Socks5LocalNames)
        {
            return Target(LookUp(host));
        }

        var name = Encoding.UTF8.GetBytes(host);
        return name.Length <= 255
            ? [3, (byte)name.Length, .. name]
            : throw Usage("through a SOCKS proxy, a host name has at most 255 bytes");
    }

    static byte[] Target(IPAddress address) =>
        [address.AddressFamily == AddressFamily.InterNetworkV6 ? (byte)4 : (byte)1, .. address.GetAddressBytes()];

    static IPAddress LookUp(string host)
    {
        try
        {
            // The proxy is asked for one only, and what it is sure to know is IPv4.
            return HostLookup.Addresses(host).OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6)
                .First();
        }
        catch (SocketException e)
        {
            throw new MqttDemoException(
                FailureKind.Unreachable, $"the host name {host} does not resolve",
                "with socks5h:// the proxy looks it up", e);
        }
    }

    /// <summary>The reply, with an address that is not needed.</summary>
    static void ReadReply(Stream stream, ProxyAddress proxy, BrokerAddress broker)
    {
        var reply = new byte[5];
        stream.ReadExactly(reply, 0, 4);
        if (reply[0] != Version)
        {
            throw NotSocks(proxy, $"its reply began with the byte {reply[0]}");
        }

        if (reply[1] != 0)
        {
            throw ProxyRefusal.Of(proxy, $"does not connect to {broker}: {Describe(reply[1])}", null);
        }

        stream.ReadExactly(reply, 4, 1);
        // The first byte of the address has been read: for a name its length.
        var rest = reply[3] switch
        {
            1 => 3,
            3 => reply[4],
            4 => 15,
            var kind => throw NotSocks(proxy, $"its reply has an address of the kind {kind}"),
        };
        stream.ReadExactly(new byte[rest + 2]);
    }

    /// <summary>RFC 1928, section 6.</summary>
    static string Describe(byte reply) => reply switch
    {
        1 => "it failed",
        2 => "its rules forbid it",
        3 => "the network is unreachable",
        4 => "the host is unreachable",
        5 => "connection refused",
        6 => "it took too many hops",
        7 => "it does not know CONNECT",
        8 => "it does not know this kind of address",
        _ => $"reply {reply}",
    };

    static MqttDemoException NotSocks(ProxyAddress proxy, string reason) =>
        ProxyRefusal.Of(proxy, $"does not speak SOCKS 5: {reason}", Advice.HttpProxy);
}
