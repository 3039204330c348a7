using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>A broker sends more than there is room for at QoS 1 and 2, and waits for no acknowledgement.</summary>
[Trait("Length", "long")]
public sealed class Floods
{
    /// <summary>Of 1 MB each.</summary>
    const int Count = 160;

    /// <summary>The bound, the program, and what the collector has not yet taken back.</summary>
    const double MostMegabytes = 130;

    public static TheoryData<string, MqttQualityOfServiceLevel> VersionsAndQos => new()
    {
        { "311", MqttQualityOfServiceLevel.AtLeastOnce },
        { "311", MqttQualityOfServiceLevel.ExactlyOnce },
        { "5", MqttQualityOfServiceLevel.AtLeastOnce },
        { "5", MqttQualityOfServiceLevel.ExactlyOnce },
    };

    [Theory]
    [MemberData(nameof(VersionsAndQos))]
    public async Task While_what_is_published_here_is_not_acknowledged_takes_no_memory_and_loses_nothing(
        string version, MqttQualityOfServiceLevel qos)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            [.. Args(broker, version, qos), "-F", "%t", "-M", "1", "--remove-retained"]);
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        await first.GrantAsync((MqttSubscribeReasonCode)qos);
        using var flood = new Flood(first, qos);
        // The removal of the second waits for the acknowledgement of the first one's, which comes late.
        await flood.SendAsync(1, retain: true);
        await flood.SendAsync(2, retain: true);
        var removal = await first.ReceiveAsync<MqttPublishPacket>();
        for (ushort identifier = 3; identifier <= Count; identifier++)
        {
            await flood.SendAsync(identifier);
        }

        await subscriber.UntilErrorContainsAsync("there is no room (48 MB) are left to it and fetched later");
        await first.SendAsync(new MqttPubAckPacket { PacketIdentifier = removal.PacketIdentifier });
        await flood.UntilDisconnectAsync();
        first.Close();
        var peak = subscriber.PeakMegabytes;
        var second = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.IsSessionPresent = true);
        await second.GrantAsync((MqttSubscribeReasonCode)qos);
        await flood.GoOnAsync(second);
        await flood.UntilDisconnectAsync();
        second.Close();

        var result = await subscriber.ExitAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"{peak:0} MB; {result.Error}");
        Assert.Equal((0, Everything), (result.Code, result.Out));
        Assert.Contains(
            "the connection was lost: it was ended to fetch the messages that there was no room for; reconnecting",
            result.Error, StringComparison.Ordinal);
        Assert.InRange(peak, 1, MostMegabytes);
    }

    [Theory]
    [MemberData(nameof(VersionsAndQos))]
    public async Task While_the_output_stands_still_is_not_read_and_takes_no_memory(
        string version, MqttQualityOfServiceLevel qos)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Start(
            Executables.Subscriber, [.. Args(broker, version, qos), "-k", "1"], readsOutput: false);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync((MqttSubscribeReasonCode)qos);
        using var flood = new Flood(connection, qos);
        var sending = flood.SendAllAsync();

        // For longer than a keep-alive of 1 s lets anybody be silent; an answer would stand behind the flood.
        for (var ping = 0; ping < 4; ping++)
        {
            await connection.ReceiveAsync<MqttPingReqPacket>();
        }

        var peak = subscriber.PeakMegabytes;
        Assert.False(sending.IsCompleted);
        var reading = subscriber.Output.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        await flood.UntilDisconnectAsync();
        connection.Close();

        await reading;
        var result = await subscriber.ExitAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"{peak:0} MB; {result.Error}");
        Assert.Equal(0, result.Code);
        Assert.DoesNotContain("lost", result.Error, StringComparison.Ordinal);
        Assert.InRange(peak, 1, MostMegabytes);
    }

    static string Everything =>
        string.Concat(Enumerable.Range(1, Count).Select(number => $"t/{number}\n"));

    static string[] Args(ScriptedBroker broker, string version, MqttQualityOfServiceLevel qos) =>
    [
        "-b", broker.Address, "-t", "t/#", "-q", $"{(int)qos}", "-V", version, "-c", "-i", "me", "-C", $"{Count}",
        .. version == "5" ? ["-D", "connect", "receive-maximum", "1000"] : Array.Empty<string>(),
    ];

    /// <summary>The broker's side of the messages 1, 2, 3..., which it sends without waiting.</summary>
    sealed class Flood(ScriptedConnection first, MqttQualityOfServiceLevel qos) : IDisposable
    {
        static readonly byte[] payload = new byte[1_000_000];

        readonly SemaphoreSlim sender = new(1);
        readonly HashSet<ushort> answered = [];
        readonly HashSet<ushort> released = [];
        readonly bool isExactlyOnce = qos == MqttQualityOfServiceLevel.ExactlyOnce;
        ScriptedConnection connection = first;
        Task sending = Task.CompletedTask;

        public Task SendAsync(ushort identifier, bool retain = false, bool dup = false) =>
            SendAsync(new MqttPublishPacket
            {
                Topic = $"t/{identifier}",
                PayloadSegment = payload,
                QualityOfServiceLevel = qos,
                PacketIdentifier = identifier,
                Retain = retain,
                Dup = dup,
            });

        public async Task SendAsync(MqttPacket packet)
        {
            await sender.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                await connection.SendAsync(packet);
            }
            finally
            {
                sender.Release();
            }
        }

        public Task SendAllAsync() => sending = SendUnansweredAsync(dup: false);

        /// <summary>Sends again what is unfinished, on the next connection of the session.</summary>
        public async Task GoOnAsync(ScriptedConnection next)
        {
            connection = next;
            foreach (var identifier in isExactlyOnce ? answered.Except(released) : [])
            {
                await SendAsync(new MqttPubRelPacket { PacketIdentifier = identifier });
            }

            sending = SendUnansweredAsync(dup: true);
        }

        public void Dispose() => sender.Dispose();

        /// <summary>Answers everything.</summary>
        public async Task UntilDisconnectAsync()
        {
            while (await connection.ReceiveAsync() is var packet and not MqttDisconnectPacket)
            {
                switch (packet)
                {
                    case MqttPubAckPacket pubAck:
                        Assert.True(answered.Add(pubAck.PacketIdentifier));
                        break;
                    case MqttPubRecPacket pubRec:
                        answered.Add(pubRec.PacketIdentifier);
                        await SendAsync(new MqttPubRelPacket { PacketIdentifier = pubRec.PacketIdentifier });
                        break;
                    case MqttPubCompPacket pubComp:
                        released.Add(pubComp.PacketIdentifier);
                        break;
                    case MqttPublishPacket removal:
                        await SendAsync(new MqttPubAckPacket { PacketIdentifier = removal.PacketIdentifier });
                        break;
                    case MqttPingReqPacket:
                        await SendAsync(new MqttPingRespPacket());
                        break;
                    default:
                        Assert.Fail($"{packet} has come");
                        break;
                }
            }

            await sending;
        }

        async Task SendUnansweredAsync(bool dup)
        {
            ushort[] unanswered = [.. Enumerable.Range(1, Count).Select(number => (ushort)number).Except(answered)];
            foreach (var identifier in unanswered)
            {
                await SendAsync(identifier, dup: dup);
            }
        }
    }
}
