using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>The Server Reference of a broker that does not want us itself (MQTT 5, section 4.11): HOST or HOST:PORT, several with blanks between them.</summary>
static class Redirection
{
    /// <summary>The brokers that are named, reached in the same way as the one that names them; none where the reference makes no sense.</summary>
    public static IReadOnlyList<BrokerAddress> Read(string reference, BrokerAddress origin)
    {
        try
        {
            return [.. reference.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => Like(origin, BrokerReference.Parse(part)))];
        }
        catch (MqttDemoException)
        {
            // Told as a refusal, with the reference in it: there is nowhere to go.
            return [];
        }
    }

    /// <summary>Never less safe than now: a reference names no scheme.</summary>
    static BrokerAddress Like(BrokerAddress origin, BrokerReference named) => origin with
    {
        Host = named.Address.Host,
        Port = named.HasPort ? named.Address.Port : BrokerAddress.DefaultPort(origin.Scheme),
        Embedded = false,
    };
}
