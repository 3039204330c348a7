using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// The Server Reference of a broker that does not want us itself (MQTT 5, section 4.11): HOST or HOST:PORT, several
/// with blanks between them.
/// </summary>
static class Redirection
{
    /// <summary>
    /// The brokers that are named, reached in the same way as the one that names them, over TLS if it is; what makes no
    /// sense is passed over.
    /// </summary>
    public static IReadOnlyList<BrokerAddress> Read(string reference, BrokerAddress origin) =>
        [
            .. reference.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => Read(part)).OfType<BrokerReference>()
                .Select(named => Like(origin, named))];

    static BrokerReference? Read(string part)
    {
        try
        {
            // A reference names no scheme, and no file of ours.
            return part.Contains('/', StringComparison.Ordinal) ? null : BrokerReference.Parse(part);
        }
        catch (MqttDemoException)
        {
            // Told as a refusal, with the reference in it, where nothing else is named.
            return null;
        }
    }

    static BrokerAddress Like(BrokerAddress origin, BrokerReference named)
    {
        var scheme = origin.Scheme == BrokerScheme.Unix ? BrokerScheme.Tcp : origin.Scheme;
        return origin with
        {
            Scheme = scheme,
            Host = named.Address.Host,
            Port = named.HasPort ? named.Address.Port : BrokerAddress.DefaultPort(scheme),
            Embedded = false,
            IsService = false,
            Node = null,
        };
    }
}
