using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>Asks a proxy for a way to the broker. After it the stream leads there.</summary>
static class ProxyTunnel
{
    /// <exception cref="MqttDemoException">The proxy does not give one.</exception>
    public static void Open(Stream stream, ProxyAddress proxy, BrokerAddress broker)
    {
        try
        {
            if (proxy.Kind == ProxyKind.Http)
            {
                HttpTunnel.Open(stream, proxy, broker);
            }
            else
            {
                SocksTunnel.Open(stream, proxy, broker);
            }
        }
        catch (IOException e)
        {
            throw ProxyRefusal.Of(
                proxy, "ended the connection in the middle of its answer",
                "does it speak what its URL says, socks5h:// or http://?", e);
        }
    }
}
