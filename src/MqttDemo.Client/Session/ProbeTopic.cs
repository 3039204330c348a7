using System.IO.Hashing;
using System.Text;

namespace MqttDemo.Client.Session;

/// <summary>The topic of a client's own to which it publishes its probes.</summary>
static class ProbeTopic
{
    /// <summary>What all of them begin with, so that one access rule is enough.</summary>
    public const string Prefix = "mqttdemo/probe/";

    /// <summary>How much of a client id is used: some brokers limit the length of a level.</summary>
    const int Longest = 64;

    /// <summary>
    /// The same for the same client id, so that a kept session does not gather the topics of runs that were killed, and
    /// different for different ones. Only characters that every broker leaves as they are: RabbitMQ turns '.' into '/',
    /// and NATS takes no '.'.
    /// </summary>
    public static string Of(string clientId)
    {
        var plain = new string([.. clientId.Take(Longest).Select(one => IsPlain(one) ? one : '_')]);
        return plain == clientId
            ? Prefix + plain
            : $"{Prefix}{plain}-{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(clientId)):x16}";
    }

    static bool IsPlain(char one) => char.IsAsciiLetterOrDigit(one) || one is '-' or '_';
}
