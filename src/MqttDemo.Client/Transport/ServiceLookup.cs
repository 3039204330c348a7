using System.Net;
using DnsClient;
using DnsClient.Protocol;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>The brokers that a domain names in its SRV records (RFC 2782).</summary>
static class ServiceLookup
{
    const string ResolverFile = "/etc/resolv.conf";

    /// <summary>The targets in the order in which they are to be tried.</summary>
    /// <exception cref="MqttDemoException">There is none.</exception>
    public static Task<IReadOnlyList<(string Host, int Port)>> FindAsync(
        BrokerAddress domain, CancellationToken cancellationToken) =>
        FindAsync(domain, NameServers(), cancellationToken);

    /// <summary>The same, from name servers of one's own.</summary>
    public static Task<IReadOnlyList<(string Host, int Port)>> FindAsync(
        BrokerAddress domain, IReadOnlyCollection<NameServer> servers, CancellationToken cancellationToken) =>
        servers.Count > 0
            ? FindAsync(domain, new LookupClient([.. servers]), cancellationToken)
            : throw Unreachable(
                $"no name server is known that could look up the SRV records of {domain.Host}",
                "is this machine on a network?");

    /// <summary>The same, from a name server of one's own.</summary>
    public static async Task<IReadOnlyList<(string Host, int Port)>> FindAsync(
        BrokerAddress domain, LookupClient client, CancellationToken cancellationToken)
    {
        var name = $"{(domain.IsSecure ? "_secure-mqtt" : "_mqtt")}._tcp.{domain.Host}";
        var targets = InOrder(await AskAsync(client, name, cancellationToken), Random.Shared);
        return targets.Count > 0 ? targets : throw Unreachable($"there is no SRV record {name}", Advice.WithoutService);
    }

    /// <summary>
    /// The name servers of this machine. DnsClient looks for them at network interfaces that are up, and not at
    /// loopback: without a network it finds none, though one on this machine may answer.
    /// </summary>
    static IReadOnlyCollection<NameServer> NameServers()
    {
        var servers = NameServer.ResolveNameServers(fallbackToGooglePublicDns: false);
        return servers.Count > 0 || !File.Exists(ResolverFile) ? servers : Parse(File.ReadLines(ResolverFile));
    }

    /// <summary>Those that resolv.conf(5) names.</summary>
    public static IReadOnlyCollection<NameServer> Parse(IEnumerable<string> lines) =>
        [.. lines
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..])
            .Select(words => IPAddress.TryParse(words[1], out var address) ? new NameServer(address) : null)
            .OfType<NameServer>()];

    static async Task<IReadOnlyList<SrvRecord>> AskAsync(
        LookupClient client, string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.QueryAsync(name, QueryType.SRV, cancellationToken: cancellationToken);
            var code = answer.Header.ResponseCode;
            if (code is not (DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain))
            {
                throw Unreachable(
                    $"the SRV record {name} could not be looked up: {answer.ErrorMessage}",
                    "does the name server of this machine know the domain?");
            }

            // A target that is the root says that there is decidedly no such service.
            return [.. answer.Answers.SrvRecords().Where(record => record.Target.Value != ".")];
        }
        catch (ArgumentException e)
        {
            throw Usage($"{name} is not a name that can be looked up", Advice.ServiceIsDomain, e);
        }
        catch (DnsResponseException e)
        {
            throw Unreachable(
                $"the SRV record {name} could not be looked up: {e.DnsError}",
                "does the name server of this machine answer?", e);
        }
    }

    /// <summary>The lowest priority first, and among equals at random, by their weights.</summary>
    static IReadOnlyList<(string Host, int Port)> InOrder(IReadOnlyList<SrvRecord> records, Random random) =>
        [.. records
            .OrderBy(record => record.Priority)
            .ThenBy(record => -Math.Log(1 - random.NextDouble()) / Math.Max(record.Weight, 0.001))
            .Select(record => (record.Target.Value.TrimEnd('.'), (int)record.Port))];

    static MqttDemoException Unreachable(string message, Sentence? hint, Exception? cause = null) =>
        new(FailureKind.Unreachable, message, hint, cause);
}
