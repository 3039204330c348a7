using System.Text;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>CONNECT (RFC 9110, section 9.3.6), with the user and the password of Basic (RFC 7617).</summary>
static class HttpTunnel
{
    public static void Open(Stream stream, ProxyAddress proxy, BrokerAddress broker)
    {
        stream.Write(Request(proxy, broker.HostAndPort));
        var head = Read(stream, proxy);
        if (head.Status is < 200 or > 299)
        {
            // tinyproxy answers a wrong password as if it were the broker that asks.
            throw head.Status is 407 or 401
                ? ProxyRefusal.Of(
                    proxy,
                    proxy.Credentials is null
                        ? "asks for a user name and a password"
                        : "does not accept the user name and password given for it",
                    "put them in its URL: http://USER:PASSWORD@HOST:PORT")
                : ProxyRefusal.Of(
                    proxy, $"does not connect to {broker}: {head.StatusLine}",
                    "is it allowed to connect there, and to that port?");
        }
    }

    static byte[] Request(ProxyAddress proxy, string target)
    {
        var request = $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n";
        if (proxy.Credentials is { } login)
        {
            request += $"Proxy-Authorization: Basic "
                + $"{Convert.ToBase64String(ByteText.Encode($"{login.Username}:{login.Password}"))}\r\n";
        }

        return Encoding.UTF8.GetBytes(request + "\r\n");
    }

    static HttpHead Read(Stream stream, ProxyAddress proxy)
    {
        try
        {
            return HttpHead.Read(stream);
        }
        catch (InvalidDataException e)
        {
            throw ProxyRefusal.Of(proxy, $"does not answer in HTTP: {e.Message}", Advice.SocksProxy, e);
        }
    }
}
