using System.Globalization;
using System.Text;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>Messages of QoS 1 that take longer, together, than their connections live.</summary>
[Trait("Length", "long")]
public sealed class Redeliveries : IDisposable
{
    const int Messages = 24;
    static readonly TimeSpan Life = TimeSpan.FromSeconds(1);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("4")]
    public async Task Commands_that_take_longer_together_than_a_connection_lives_are_all_acknowledged(string jobs)
    {
        var log = folder.File("log");
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-t", "t", "-q", "1", "-c", "-i", "worker", "--jobs", jobs,
            "--shell", "--exec", $"x=$(cat); sleep 0.15; echo $x >> '{log}'");

        var lost = await ServeAsync(broker);
        subscriber.Signal("INT");

        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
        var lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        var runs = lines.CountBy(line => line).ToDictionary();
        Assert.Equal(Messages, runs.Count);
        foreach (var (message, count) in runs)
        {
            Assert.InRange(count, 1, 1 + lost.GetValueOrDefault(ushort.Parse(message, CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public async Task A_slow_reader_of_the_pipe_gets_everything_and_all_of_it_is_acknowledged()
    {
        await using var broker = new ScriptedBroker();
        var subscribing = $"'{Executables.Subscriber}' -b {broker.Address} -t t -q 1 -c -i slow --format payload";
        await using var subscriber = App.Start(
            "/bin/sh", ["-c", $"{subscribing} -C {Messages} | while read line; do echo $line; sleep 0.1; done"]);

        await ServeAsync(broker);

        var result = await subscriber.ExitAsync();
        Assert.Equal(0, result.Code);
        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var numbers = lines.Select(line => int.Parse(line, CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(1, Messages), numbers.Distinct().Order());
    }

    /// <summary>
    /// Cuts each connection after a while until every message is acknowledged. Returns in how many cuts a PUBACK for a
    /// message may have been lost.
    /// </summary>
    static async Task<Dictionary<ushort, int>> ServeAsync(ScriptedBroker broker)
    {
        var open = Enumerable.Range(1, Messages).Select(number => (ushort)number).ToList();
        var lost = new Dictionary<ushort, int>();
        for (var connections = 0; open.Count > 0; connections++)
        {
            Assert.True(connections < 4 * Messages, $"{open.Count} are left after {connections} connections");
            var isPresent = connections > 0;
            var connection = await (await broker.AcceptAsync())
                .HandshakeAsync(connAck => connAck.IsSessionPresent = isPresent);
            using var life = new CancellationTokenSource(Life);
            await using var cut = life.Token.UnsafeRegister(_ => connection.Cut(), null);
            await ServeAsync(connection, open, isAgain: connections > 0);
            // What was first in line may have been acknowledged just when the connection broke.
            foreach (var identifier in open.Take(8))
            {
                lost[identifier] = lost.GetValueOrDefault(identifier) + 1;
            }
        }

        return lost;
    }

    static async Task ServeAsync(ScriptedConnection connection, List<ushort> open, bool isAgain)
    {
        try
        {
            while (open.Count > 0 && await connection.ReceiveAsync() is { } packet)
            {
                switch (packet)
                {
                    case MqttSubscribePacket subscribe:
                        await connection.SendAsync(new MqttSubAckPacket
                        {
                            PacketIdentifier = subscribe.PacketIdentifier,
                            ReasonCodes = [MqttSubscribeReasonCode.GrantedQoS1],
                        });
                        foreach (var waiting in open.ToList())
                        {
                            await connection.SendAsync(Message(waiting, isAgain));
                        }

                        break;
                    case MqttPubAckPacket pubAck:
                        var identifier = pubAck.PacketIdentifier;
                        Assert.True(open.Remove(identifier), $"{identifier} was acknowledged twice");
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            // Cut.
        }
    }

    static MqttPublishPacket Message(ushort identifier, bool isAgain) => new()
    {
        Topic = "t",
        PayloadSegment = Encoding.ASCII.GetBytes(identifier.ToString(CultureInfo.InvariantCulture)),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        PacketIdentifier = identifier,
        Dup = isAgain,
    };
}
