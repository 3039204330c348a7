using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// While the programs start, one thread does everything. What is not over in a moment must not hold up anything else.
/// </summary>
public sealed class BusyStarts
{
    static readonly TimeSpan LongerThanAStart = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_packet_whose_rest_does_not_come_holds_up_no_time_limit(int length)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "-W", "1", "--quiet");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttSubscribePacket>();

        await connection.SendAsync(Publish("0123456789")[..length]);

        Assert.Equal(27, (await subscriber.ExitAsync()).Code);
    }

    [Fact]
    public async Task A_packet_that_comes_in_pieces_is_written_and_acknowledged_and_so_is_what_follows()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "-q", "1", "-C", "2", "--quiet");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync();

        foreach (var part in Publish("in pieces").Chunk(4))
        {
            await connection.SendAsync(part);
            await Task.Delay(LongerThanAStart / 4, TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await connection.PublishAsync("and another", MqttQualityOfServiceLevel.AtLeastOnce, 2);
        Assert.Equal(2, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();
        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "in pieces\nand another\n", ""), (result.Code, result.Out, result.Error));
    }

    [Fact]
    public async Task A_stream_that_never_pauses_holds_up_no_time_limit()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-t", "t", "-W", "1", "--quiet", "-o", "/dev/null");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync();
        var many = Enumerable.Repeat(Publish("x", 0), 1000).SelectMany(packet => packet).ToArray();
        var exit = subscriber.ExitAsync();

        // The socket ends it.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (true)
            {
                await connection.SendAsync(many);
            }
        });

        Assert.Equal(27, (await exit).Code);
    }

    [Fact]
    public async Task An_answer_that_comes_late_is_taken_at_every_QoS()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("-b", broker.Address, "-t", "t", "-q", "2", "-m", "x");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var identifier = (await connection.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier;
        await Task.Delay(LongerThanAStart, TestContext.Current.CancellationToken);
        await connection.SendAsync(new MqttPubRecPacket { PacketIdentifier = identifier });
        await connection.ReceiveAsync<MqttPubRelPacket>();
        await Task.Delay(LongerThanAStart, TestContext.Current.CancellationToken);
        await connection.SendAsync(new MqttPubCompPacket { PacketIdentifier = identifier });
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        (await publisher.ExitAsync()).ShouldBeSilentSuccess();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_a_subscriber_in_the_middle_of_a_packet(string signal)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "--quiet");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttSubscribePacket>();
        await connection.SendAsync(Publish("0123456789")[..7]);

        subscriber.Signal(signal);

        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();
        (await subscriber.ExitAsync()).ShouldBeSilentSuccess();
    }

    /// <summary>A PUBLISH of QoS 1 to t, or without an identifier of QoS 0, without properties.</summary>
    static byte[] Publish(string payload, byte identifier = 1) =>
    [
        (byte)(identifier == 0 ? 0x30 : 0x32),
        (byte)(payload.Length + (identifier == 0 ? 4 : 6)),
        0,
        1,
        (byte)'t',
        .. identifier == 0 ? Array.Empty<byte>() : [0, identifier],
        0,
        .. System.Text.Encoding.ASCII.GetBytes(payload),
    ];
}
