using System.Net;
using MqttDemo.Client.Session;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Client;

/// <summary>The targets of a domain, and what several brokers know of one session.</summary>
public sealed class ConnectorTests
{
    static readonly BrokerAddress Domain = new(BrokerScheme.Tcp, "example.org", 1883, IsService: true);

    [Fact]
    public async Task A_target_that_takes_connections_and_is_silent_costs_a_second()
    {
        await using var silent = new ScriptedServer(
            (stream, cancellationToken) => stream.CopyToAsync(Stream.Null, cancellationToken));
        await using var other = new ScriptedBroker();
        var connector = Connector(new([silent.Port, other.Port]), shares: true);

        var connecting = connector.ConnectAsync(TestContext.Current.CancellationToken);
        await (await other.AcceptAsync()).HandshakeAsync();

        using var connection = await connecting;
        Assert.Equal(other.Address, connection.Broker.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_another_broker_says_of_the_session_is_believed_where_they_share_it(bool shares)
    {
        await using var first = new ScriptedBroker();
        await using var second = new ScriptedBroker();
        var targets = new Targets([first.Port, second.Port]);
        var connector = Connector(targets, shares);

        Assert.Equal((true, first.Port, false), await ConnectAsync(isPresent: false, first));
        Assert.Equal((false, first.Port, true), await ConnectAsync(isPresent: true, first));
        targets.Ports = [second.Port];
        Assert.Equal((!shares, second.Port, shares), await ConnectAsync(isPresent: true, second));
        targets.Ports = [first.Port];
        Assert.Equal((!shares, first.Port, shares), await ConnectAsync(isPresent: true, first));

        async Task<(bool CleanStart, int Port, bool IsSessionPresent)> ConnectAsync(
            bool isPresent, ScriptedBroker broker)
        {
            var connecting = connector.ConnectAsync(TestContext.Current.CancellationToken);
            var server = await (await broker.AcceptAsync()).HandshakeAsync(
                connAck => connAck.IsSessionPresent = isPresent);
            using var connection = await connecting;
            return (server.Connect!.CleanSession, connection.Broker.Port, connection.IsSessionPresent);
        }
    }

    static Connector Connector(Targets targets, bool shares)
    {
        var settings = new ConnectionSettings(
            [Domain], "tester", ProtocolVersion: ProtocolVersion.Mqtt5, ConnectTimeout: TimeSpan.FromSeconds(30),
            SharesSessions: shares);
        return new(
            settings, startsClean: true, new SessionGate(), new RecordingObserver(), targets.FindAsync,
            TimeProvider.System);
    }

    /// <summary>What the name server says.</summary>
    sealed class Targets(int[] ports)
    {
        public int[] Ports { get; set; } = ports;

        public Task<IReadOnlyList<(string Host, int Port)>> FindAsync(
            BrokerAddress domain, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<(string, int)>>(
                [.. Ports.Select(port => (IPAddress.Loopback.ToString(), port))]);
    }
}
