using System.Net;
using MqttDemo.Client.Session;
using MqttDemo.Client.Transport;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Client;

/// <summary>The brokers that one domain names.</summary>
public sealed class ServiceConnectorTests
{
    static readonly BrokerAddress Domain = new(BrokerScheme.Tcp, "example.org", 1883, IsService: true);

    [Fact]
    public async Task A_target_that_answers_nothing_leaves_time_for_the_next()
    {
        await using var silent = new ScriptedServer((stream, cancellationToken) => stream.CopyToAsync(Stream.Null, cancellationToken));
        await using var other = ScriptedServer.Answering("HTTP/1.1 404 Not Found\r\n\r\n"u8.ToArray());
        // Their TCP is accepted, so that a WebSocket shows what a packet filter does to a SYN.
        var domain = Domain with { Scheme = BrokerScheme.WebSocket };
        var connector = new ServiceConnector(Finding(silent.Port, other.Port), TimeSpan.FromSeconds(4), TimeProvider.System);

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => connector.ConnectAsync(domain, null, new(), new(), new(), TestContext.Current.CancellationToken));

        Assert.Contains("404 Not Found", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_is_looked_for_where_it_was_left_and_what_another_target_remembers_does_not_count()
    {
        await using var first = new ScriptedBroker();
        await using var second = new ScriptedBroker();
        // The lot falls on the first, and from then on on the second.
        var lots = new Queue<int[]>([[first.Port, second.Port], [second.Port, first.Port], [second.Port]]);
        var settings = new ConnectionSettings([Domain], "tester", ProtocolVersion: ProtocolVersion.Mqtt5, ConnectTimeout: TimeSpan.FromSeconds(30));
        var services = new ServiceConnector((domain, cancellationToken) => Finding(lots.Dequeue())(domain, cancellationToken), settings.ConnectTimeout, TimeProvider.System);
        var connector = new Connector(settings, startsClean: true, new Lock(), new RecordingObserver(), services, TimeProvider.System);

        Assert.Equal((true, first.Port, false), await ConnectAsync(isFirst: true, first));
        Assert.Equal((false, first.Port, true), await ConnectAsync(isFirst: false, first));
        Assert.Equal((true, second.Port, false), await ConnectAsync(isFirst: false, second));

        async Task<(bool CleanStart, int Port, bool IsSessionPresent)> ConnectAsync(bool isFirst, ScriptedBroker broker)
        {
            var connecting = connector.ConnectAsync(TestContext.Current.CancellationToken);
            var server = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.IsSessionPresent = !isFirst);
            using var connection = await connecting;
            return (server.Connect!.CleanSession, connection.Transport.Broker.Port, connection.IsSessionPresent);
        }
    }

    static Func<BrokerAddress, CancellationToken, Task<IReadOnlyList<(string Host, int Port)>>> Finding(params int[] ports) =>
        (_, _) => Task.FromResult<IReadOnlyList<(string, int)>>([.. ports.Select(port => (IPAddress.Loopback.ToString(), port))]);
}
