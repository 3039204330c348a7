using System.Net;
using System.Net.Sockets;
using DnsClient;
using MqttDemo.Client.Transport;
using MqttDemo.Config;

namespace MqttDemo.Tests.Client;

public sealed class ServiceLookupTests
{
    [Theory]
    [InlineData(BrokerScheme.Tcp, "_mqtt._tcp.example.org")]
    [InlineData(BrokerScheme.Tls, "_secure-mqtt._tcp.example.org")]
    public async Task The_targets_come_by_priority(BrokerScheme scheme, string name)
    {
        using var server = new ServiceServer(
            (20, 0, 3, "third"), (10, 1, 1884, "one"), (10, 1, 1884, "one"), (15, 0, 2, "second"));

        var targets = await FindAsync(server, scheme);

        Assert.Equal([("one", 1884), ("one", 1884), ("second", 2), ("third", 3)], targets);
        Assert.Equal(name, server.Asked);
    }

    [Fact]
    public async Task Among_equals_the_weight_decides_how_often_one_comes_first()
    {
        using var server = new ServiceServer((0, 9, 1, "often"), (0, 1, 1, "seldom"), (0, 0, 1, "never"));
        var first = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            first.Add((await FindAsync(server, BrokerScheme.Tcp))[0].Host);
        }

        // 270 of 300 are to be expected; less than 200 come once in more runs than there will be.
        Assert.InRange(first.Count(host => host == "often"), 200, 300);
    }

    [Fact]
    public async Task A_domain_without_the_service_is_reported()
    {
        using var none = new ServiceServer();
        using var root = new ServiceServer((0, 0, 0, ""));

        Assert.All(
            [await FailureAsync(none), await FailureAsync(root)], failure => Assert.Equal(
                (FailureKind.Unreachable, "there is no SRV record _mqtt._tcp.example.org"),
                (failure.Kind, failure.Message)));
    }

    [Fact]
    public async Task A_name_server_that_does_not_answer_is_reported()
    {
        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var failure = await Assert.ThrowsAsync<MqttDemoException>(
            () => FindAsync((IPEndPoint)silent.Client.LocalEndPoint!, BrokerScheme.Tcp));

        Assert.StartsWith(
            "the SRV record _mqtt._tcp.example.org could not be looked up: ", failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_server_that_fails_is_not_taken_for_one_that_knows_no_such_service()
    {
        using var failing = new ServiceServer { ResponseCode = 2 };

        Assert.StartsWith(
            "the SRV record _mqtt._tcp.example.org could not be looked up: ", (await FailureAsync(failing)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_cannot_be_a_domain_is_a_usage_error()
    {
        var domain = new string('x', 64) + ".org";
        using var server = new ServiceServer();

        var failure = await Assert.ThrowsAsync<MqttDemoException>(
            () => FindAsync(server.EndPoint, BrokerScheme.Tcp, domain));

        Assert.Equal(
            (FailureKind.Usage, $"_mqtt._tcp.{domain} is not a name that can be looked up"),
            (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task Without_a_name_server_the_broker_cannot_be_reached_and_nothing_is_wrong_with_the_name()
    {
        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => ServiceLookup.FindAsync(
            new BrokerAddress(BrokerScheme.Tcp, "example.org", 0, IsService: true), [],
            TestContext.Current.CancellationToken));

        Assert.Equal(
            (FailureKind.Unreachable, "no name server is known that could look up the SRV records of example.org"),
            (failure.Kind, failure.Message));
    }

    /// <summary>Where DnsClient finds none, because no network is up.</summary>
    [Fact]
    public void The_name_servers_of_resolv_conf_are_understood()
    {
        string[] lines = [
            "# nameserver 1.1.1.1", "search example.org", "nameserver 127.0.0.53", "nameserver\t::1 # here",
            "nameserver x", "nameserver"];

        Assert.Equal(
            [(IPAddress.Parse("127.0.0.53").ToString(), 53), ("::1", 53)],
            ServiceLookup.Parse(lines).Select(server => (server.Address, server.Port)));
    }

    static async Task<MqttDemoException> FailureAsync(ServiceServer server) =>
        await Assert.ThrowsAsync<MqttDemoException>(() => FindAsync(server, BrokerScheme.Tcp));

    static Task<IReadOnlyList<(string Host, int Port)>> FindAsync(ServiceServer server, BrokerScheme scheme) =>
        FindAsync(server.EndPoint, scheme);

    static Task<IReadOnlyList<(string Host, int Port)>> FindAsync(
        IPEndPoint server, BrokerScheme scheme, string domain = "example.org") => ServiceLookup.FindAsync(
        new BrokerAddress(scheme, domain, 0, IsService: true),
        new LookupClient(
            new LookupClientOptions(server) { Timeout = TimeSpan.FromSeconds(1), Retries = 0, UseCache = false }),
        TestContext.Current.CancellationToken);
}
