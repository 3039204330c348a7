using System.Net.Sockets;
using CsCheck;
using MqttDemo.Client.Transport;
using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MqttDemo.Tests.Client;
using MqttDemo.Tests.Infra;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Hostile;

/// <summary>Whatever a broker sends is a packet or a protocol error, in bounded time and memory.</summary>
[Trait("Length", "long")]
public sealed class Packets
{
    static readonly MqttPacket[] FromBroker =
    [
        new MqttConnAckPacket
        {
            ReasonString = "hello",
            AssignedClientIdentifier = "id",
            UserProperties = [new("a", "b"u8.ToArray())],
            ReceiveMaximum = 10,
        },
        new MqttPublishPacket
        {
            Topic = "a/b",
            PayloadSegment = "payload"u8.ToArray(),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce,
        },
        new MqttPublishPacket
        {
            Topic = "a/b", PayloadSegment = new byte[300],
            QualityOfServiceLevel = MqttQualityOfServiceLevel.ExactlyOnce, PacketIdentifier = 7, ContentType = "text",
            ResponseTopic = "r",
            CorrelationData = [1, 2, 3], MessageExpiryInterval = 9, SubscriptionIdentifiers = [1, 2],
            UserProperties = [new("name", "value"u8.ToArray())], TopicAlias = 3,
        },
        new MqttPubAckPacket
        {
            PacketIdentifier = 1,
            ReasonCode = MqttPubAckReasonCode.QuotaExceeded,
            ReasonString = "no",
        },
        new MqttPubRecPacket { PacketIdentifier = 2 },
        new MqttPubRelPacket { PacketIdentifier = 3 },
        new MqttPubCompPacket { PacketIdentifier = 4 },
        new MqttSubAckPacket
        {
            PacketIdentifier = 5,
            ReasonCodes = [MqttSubscribeReasonCode.GrantedQoS1, MqttSubscribeReasonCode.NotAuthorized],
        },
        new MqttUnsubAckPacket { PacketIdentifier = 6, ReasonCodes = [MqttUnsubscribeReasonCode.Success] },
        MqttPingRespPacket.Instance,
        new MqttDisconnectPacket
        {
            ReasonCode = MqttDisconnectReasonCode.ServerBusy,
            ReasonString = "later",
            ServerReference = "there",
        },
    ];

    static readonly Gen<(int Kind, int At, int Length, byte[] Insert)> Mutation = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 1_000], Gen.Int[1, 8], Gen.Byte.Array[1, 8]);

    static readonly Gen<(int[] Packets, (int Kind, int At, int Length, byte[] Insert)[] Mutations, int Chunk)> Streams =
        Gen.Select(Gen.Int[0, FromBroker.Length - 1].Array[1, 6], Mutation.Array[1, 4], Gen.Int[1, 50]);

    [Theory]
    [InlineData(MqttProtocolVersion.V500)]
    [InlineData(MqttProtocolVersion.V311)]
    public async Task A_mutated_stream_of_packets_is_read_to_its_end_or_to_a_protocol_error(
        MqttProtocolVersion version) => await Streams.SampleAsync(async stream =>
    {
        var bytes = Mutate(Encode(version, stream.Packets), stream.Mutations);
        using var socket = new SystemSocket(new Socket(SocketType.Stream, ProtocolType.Tcp));
        using var transport = new TransportConnection(
            socket, new ChunkedStream(bytes, stream.Chunk), new BrokerAddress(BrokerScheme.Tcp, "localhost", 1883));
        var reader = new PacketReader(transport, new PacketDecoder(Codec(version), trace: null));
        var packets = new List<MqttPacket>();
        try
        {
            while (reader.ReadBlock(packets))
            {
                Assert.NotEmpty(packets);
            }
        }
        catch (MqttProtocolViolationException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }, iter: 100_000);

    [Theory]
    [InlineData(ProtocolVersion.Mqtt5)]
    [InlineData(ProtocolVersion.Mqtt311)]
    public async Task A_session_survives_a_mutated_stream_or_ends_with_a_sentence(ProtocolVersion version) =>
        await Streams.SampleAsync(async stream =>
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(version);
        await using var _ = harness;
        await harness.PublishAsync(1, 2, QualityOfService.AtLeastOnce);
        await harness.PublishAsync(3, 2, QualityOfService.ExactlyOnce);
        var subscribing = harness.Session.SubscribeAsync(
            new([new("a/#", QualityOfService.ExactlyOnce), new("b", QualityOfService.AtMostOnce)], [], true),
            CancellationToken.None);
        await connection.SendAsync(Mutate(Encode((MqttProtocolVersion)version, stream.Packets), stream.Mutations));
        connection.Close();

        // It goes on with another connection, or has ended with a failure of ours: which those get who wait for the
        // subscription.
        var next = harness.Broker.AcceptAsync();
        if (await Task.WhenAny(next, subscribing) == subscribing && subscribing.IsFaulted)
        {
            Assert.IsType<MqttDemoException>(subscribing.Exception.InnerException);
            return;
        }

        await next;
    }, iter: 300, threads: 1);

    [Theory]
    [InlineData("30ffffff7f")]
    [InlineData("32ffffff7f0001740001")]
    public async Task A_length_that_is_only_claimed_costs_no_memory(string header)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "-k", "2");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        // Answered, so that nothing else is owed whose time is over as well: on a busy machine that would be told.
        await connection.GrantAsync();
        await connection.SendAsync([.. Convert.FromHexString(header), .. new byte[1_000]]);

        await subscriber.UntilErrorContainsAsync("the broker has been silent for 3 s");

        Assert.InRange(subscriber.PeakMegabytes, 1, 96);
    }

    [Theory]
    [InlineData(0x30, "000174", "2600000000")]
    [InlineData(0x90, "0001", "00")]
    public async Task What_is_small_in_a_packet_and_large_in_memory_costs_none(
        byte header, string beginning, string part)
    {
        const int length = 40_000_000;
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttSubscribePacket>();
        byte[] body = [.. Convert.FromHexString(beginning), .. Length(length), .. new byte[length]];
        var parts = Convert.FromHexString(part);
        for (var i = body.Length - length; i + parts.Length <= body.Length; i += parts.Length)
        {
            parts.CopyTo(body, i);
        }

        await connection.SendAsync([header, .. Length(body.Length), .. body]);

        Assert.Equal(
            MqttDisconnectReasonCode.PacketTooLarge,
            (await connection.ReceiveAsync<MqttDisconnectPacket>()).ReasonCode);
        // The packet itself, and what a subscriber has.
        Assert.InRange(subscriber.PeakMegabytes, 1, 96 + (length / 1_000_000));
    }

    /// <summary>A Variable Byte Integer of four bytes.</summary>
    static byte[] Length(int value) =>
        [(byte)(value | 0x80), (byte)((value >> 7) | 0x80), (byte)((value >> 14) | 0x80), (byte)(value >> 21)];

    [Fact]
    public async Task A_broker_that_reads_no_answer_is_not_read_either_and_costs_no_memory()
    {
        const int count = 25_000_000;
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "-k", "2");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync(MqttSubscribeReasonCode.GrantedQoS0);
        // Each PUBREL is answered, whatever its identifier is.
        var block = Enumerable.Repeat<byte[]>([0x62, 2, 0, 1], 10_000).SelectMany(packet => packet).ToArray();
        var sent = 0;
        var sending = Task.Run(
            async () =>
            {
                for (; sent < count; sent += 10_000)
                {
                    await connection.SendAsync(block);
                }
            },
            TestContext.Current.CancellationToken);

        await subscriber.UntilErrorContainsAsync("the broker has been silent for 3 s");

        Assert.InRange(subscriber.PeakMegabytes, 1, 112);
        await Assert.ThrowsAnyAsync<IOException>(() => sending);
        Assert.InRange(sent, 1, count - 1);
    }

    [Fact]
    public async Task Messages_with_large_properties_are_counted_so_that_a_blocked_output_holds_no_more_than_its_bound()
    {
        await using var broker = new ScriptedBroker();
        // Nobody reads its output, and a pipe holds 64 KiB.
        await using var subscriber = App.Start(
            Executables.Subscriber, ["-b", broker.Address, "-t", "t", "-k", "2"], readsOutput: false);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync(MqttSubscribeReasonCode.GrantedQoS0);
        var packet = new MqttPublishPacket
        {
            Topic = "t",
            PayloadSegment = new byte[2_000],
            UserProperties = [
                .. Enumerable.Range(0, 10).Select(
                    i => new MqttUserProperty($"{i}", Enumerable.Repeat((byte)'x', 6_000).ToArray()))],
        };
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                await connection.SendAsync(packet);
            }
        }, TestContext.Current.CancellationToken);

        // 600 MB are on offer; it takes what fits and then leaves the network unread, though it goes on asking for a
        // sign of life.
        for (var pings = 0; pings < 3; pings++)
        {
            await connection.ReceiveAsync<MqttPingReqPacket>();
        }

        Assert.False(sending.IsCompleted);
        Assert.InRange(subscriber.PeakMegabytes, 1, 96);
        subscriber.Signal("KILL");
        await Assert.ThrowsAnyAsync<IOException>(() => sending);
    }

    [Fact]
    public async Task A_broker_that_sends_nothing_but_nonsense_is_given_up_with_6()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "--quiet");
        for (var connections = 0; connections < 8; connections++)
        {
            var connection = await (await broker.AcceptAsync()).HandshakeAsync();
            await connection.SendAsync([0xFF, 0xFF, 0xFF]);
        }

        (await subscriber.ExitAsync()).ShouldFail(
            ExitCode.ConnectionLost,
            "has sent malformed packets on 8 connections in a row: the broker broke the protocol",
            "hint: is this an MQTT broker?");
    }

    static MqttPacketFormatterAdapter Codec(MqttProtocolVersion version) =>
        new(version, new MqttBufferWriter(4096, 65535));

    static byte[] Encode(MqttProtocolVersion version, IEnumerable<int> packets)
    {
        var codec = Codec(version);
        return [
            .. packets.Select(index => FromBroker[index])
                .Where(packet => version == MqttProtocolVersion.V500 || packet is not MqttDisconnectPacket)
                .SelectMany(packet => codec.Encode(packet).ToArray())];
    }

    static byte[] Mutate(byte[] bytes, (int Kind, int At, int Length, byte[] Insert)[] mutations)
    {
        var result = bytes.ToList();
        foreach (var (kind, place, length, insert) in mutations)
        {
            var at = result.Count == 0 ? 0 : place % result.Count;
            var count = Math.Min(length, result.Count - at);
            switch (kind)
            {
                case 0 when result.Count > 0:
                    result[at] = insert[0];
                    break;
                case 1:
                    result.RemoveRange(at, count);
                    break;
                case 2:
                    result.InsertRange(at, insert);
                    break;
                case 3:
                    result.AddRange(result.GetRange(at, count));
                    break;
            }
        }

        return [.. result];
    }
}
