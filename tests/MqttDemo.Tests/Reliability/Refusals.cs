using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Every code with which a broker can refuse is told in words, with its reason string, and ends with the documented
/// code or is tried again.
/// </summary>
[Trait("Length", "long")]
public sealed class Refusals
{
    const string Reason = "because\u001b[31m of it";
    const string Escaped = "(because\\x1b[31m of it)";

    // "Unsupported protocol version" has tests of its own: it leads to 3.1.1.
    public static TheoryData<MqttConnectReasonCode> ConnectCodes =>
        [
            .. Enum.GetValues<MqttConnectReasonCode>().Where(
                code => (int)code >= 0x80 && code != MqttConnectReasonCode.UnsupportedProtocolVersion)];

    public static TheoryData<MqttConnectReturnCode> ReturnCodes =>
        [
            .. Enum.GetValues<MqttConnectReturnCode>().Where(
                code => code is not (MqttConnectReturnCode.ConnectionAccepted))];

    // "Packet identifier in use" has tests of its own: it leads to another identifier.
    public static TheoryData<MqttPubAckReasonCode> PubAckCodes =>
        [
            .. Enum.GetValues<MqttPubAckReasonCode>().Where(
                code => (int)code >= 0x80 && code != MqttPubAckReasonCode.PacketIdentifierInUse)];

    public static TheoryData<MqttPubRecReasonCode> PubRecCodes =>
        [
            .. Enum.GetValues<MqttPubRecReasonCode>().Where(
                code => (int)code >= 0x80 && code != MqttPubRecReasonCode.PacketIdentifierInUse)];

    public static TheoryData<MqttSubscribeReasonCode> SubscribeCodes =>
        [
            .. Enum.GetValues<MqttSubscribeReasonCode>().Where(
                code => (int)code >= 0x80 && code != MqttSubscribeReasonCode.PacketIdentifierInUse)];

    public static TheoryData<MqttUnsubscribeReasonCode> UnsubscribeCodes =>
        [
            .. Enum.GetValues<MqttUnsubscribeReasonCode>().Where(
                code => (int)code >= 0x80 && code != MqttUnsubscribeReasonCode.PacketIdentifierInUse)];

    public static TheoryData<MqttDisconnectReasonCode> DisconnectCodes =>
        [.. Enum.GetValues<MqttDisconnectReasonCode>().Where(code => (int)code >= 0x80)];

    [Theory]
    [MemberData(nameof(ConnectCodes))]
    public async Task A_refusing_CONNACK_ends_with_4(MqttConnectReasonCode code)
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(["-b", broker.Address, "-V", "5"]);
        await (await broker.AcceptAsync()).HandshakeAsync(
            connAck => (connAck.ReasonCode, connAck.ReasonString) = (code, Reason));

        (await publishing).ShouldFail(
            ExitCode.Refused, $"refused the connection: {Words(code)} {Escaped}{Who(code)}\n{FullHint(code)}");
    }

    [Theory]
    [MemberData(nameof(ReturnCodes))]
    public async Task A_refusing_CONNACK_of_3_1_1_ends_with_4(MqttConnectReturnCode code)
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(["-b", broker.Address, "-V", "311"]);
        await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.ReturnCode = code);

        (await publishing).ShouldFail(
            ExitCode.Refused,
            $"refused the connection: {Words(code).Replace("connection refused ", "", StringComparison.Ordinal)}");
    }

    [Fact]
    public async Task A_publisher_whose_input_is_silent_ends_with_6_when_its_connection_is_lost_for_good()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Start(
            Executables.Publisher, ["-b", broker.Address, "-V", "5", "-q", "1", "-t", "t", "-l"]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await publisher.TypeAsync("a\n");
        await connection.SendAsync(
            new MqttPubAckPacket
            {
                PacketIdentifier = (await connection.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier,
            });

        await connection.SendAsync(new MqttDisconnectPacket { ReasonCode = MqttDisconnectReasonCode.SessionTakenOver });

        (await publisher.ExitAsync()).ShouldFail(ExitCode.ConnectionLost, "session taken over");
    }

    [Theory]
    [MemberData(nameof(PubAckCodes))]
    public async Task A_refusing_PUBACK_ends_with_5_and_the_others_go_on(MqttPubAckReasonCode code)
    {
        var result = await PublishThreeAsync("1", (publish, isSecond) => new MqttPubAckPacket
        {
            PacketIdentifier = publish.PacketIdentifier,
            ReasonCode = isSecond ? code : MqttPubAckReasonCode.Success,
            ReasonString = isSecond ? Reason : null,
        });

        result.ShouldFail(
            ExitCode.Denied,
            $"message 2 was not published: {Words(code)} {Escaped}, topic t{Who(code)}\n{FullHint(code)}",
            "2 sent, 2 acknowledged, 1 refused, 0 unfinished");
    }

    [Theory]
    [MemberData(nameof(PubRecCodes))]
    public async Task A_refusing_PUBREC_ends_with_5_and_the_others_go_on(MqttPubRecReasonCode code)
    {
        var result = await PublishThreeAsync("2", (publish, isSecond) => new MqttPubRecPacket
        {
            PacketIdentifier = publish.PacketIdentifier,
            ReasonCode = isSecond ? code : MqttPubRecReasonCode.Success,
            ReasonString = isSecond ? Reason : null,
        });

        result.ShouldFail(
            ExitCode.Denied,
            $"message 2 was not published: {Words(code)} {Escaped}, topic t{Who(code)}\n{FullHint(code)}",
            "2 sent, 2 acknowledged, 1 refused, 0 unfinished");
    }

    [Theory]
    [MemberData(nameof(SubscribeCodes))]
    public async Task A_refusing_SUBACK_ends_with_5(MqttSubscribeReasonCode code)
    {
        await using var broker = new ScriptedBroker();
        var subscribing = App.SubscribeAsync("-b", broker.Address, "-t", "t", "--quiet");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var packet = await connection.ReceiveAsync<MqttSubscribePacket>();
        await connection.SendAsync(
            new MqttSubAckPacket
            {
                PacketIdentifier = packet.PacketIdentifier,
                ReasonCodes = [code],
                ReasonString = Reason,
            });
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        (await subscribing).ShouldFail(
            ExitCode.Denied,
            $"the broker denied the subscription to t: {Words(code)} {Escaped}{Who(code)}\n{FullHint(code)}");
    }

    [Theory]
    [MemberData(nameof(UnsubscribeCodes))]
    public async Task A_refusing_UNSUBACK_ends_with_5(MqttUnsubscribeReasonCode code)
    {
        await using var broker = new ScriptedBroker();
        var subscribing = App.SubscribeAsync("-b", broker.Address, "-t", "t", "-U", "old", "--quiet", "-c", "-i", "me");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var packet = await connection.ReceiveAsync<MqttUnsubscribePacket>();
        Assert.Equal(["old"], packet.TopicFilters);
        await connection.ReceiveAsync<MqttSubscribePacket>();
        await connection.SendAsync(
            new MqttUnsubAckPacket
            {
                PacketIdentifier = packet.PacketIdentifier,
                ReasonCodes = [code],
                ReasonString = Reason,
            });
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        (await subscribing).ShouldFail(
            ExitCode.Denied,
            $"the broker denied the end of the subscription to old: {Words(code)} {Escaped}{Who(code)}\n");
    }

    /// <summary>
    /// Those that another connection would only repeat end with 6; after the others there is another connection.
    /// </summary>
    [Theory]
    [MemberData(nameof(DisconnectCodes))]
    public async Task A_DISCONNECT_ends_with_6_or_is_answered_with_another_connection(MqttDisconnectReasonCode code)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttSubscribePacket>();
        await connection.SendAsync(new MqttDisconnectPacket { ReasonCode = code, ReasonString = Reason });
        connection.Close();

        if (Transient.Contains(code))
        {
            await subscriber.UntilErrorContainsAsync(
                $"the connection was lost: {Words(code)} {Escaped}{Who(code)}; reconnecting\n{FullHint(code)}");
            await (await broker.AcceptAsync()).HandshakeAsync();
            return;
        }

        (await subscriber.ExitAsync()).ShouldFail(
            ExitCode.ConnectionLost, $"was ended: {Words(code)} {Escaped}{Who(code)}");
    }

    /// <summary>As EMQX does with every client of a node that is taken out of its cluster.</summary>
    [Theory]
    [InlineData(MqttConnectReasonCode.QuotaExceeded, MqttDisconnectReasonCode.QuotaExceeded)]
    [InlineData(MqttConnectReasonCode.UseAnotherServer, MqttDisconnectReasonCode.UseAnotherServer)]
    [InlineData(MqttConnectReasonCode.ServerMoved, MqttDisconnectReasonCode.ServerMoved)]
    [InlineData(MqttConnectReasonCode.ServerUnavailable, MqttDisconnectReasonCode.ServerShuttingDown)]
    [InlineData(MqttConnectReasonCode.ServerBusy, MqttDisconnectReasonCode.ServerBusy)]
    public async Task A_session_that_has_stood_outlasts_refusals_that_may_pass(
        MqttConnectReasonCode refused, MqttDisconnectReasonCode ended)
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("-b", broker.Address, "-q", "1", "-t", "t", "-l");
        await publisher.TypeAsync("x\n");
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        await first.ReceiveAsync<MqttPublishPacket>();
        await first.SendAsync(new MqttDisconnectPacket { ReasonCode = ended });
        first.Close();
        for (var i = 0; i < 4; i++)
        {
            await (await broker.AcceptAsync()).HandshakeAsync(
                connAck => (connAck.ReasonCode, connAck.ServerReference) = (refused, "other.example"));
        }

        var back = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.IsSessionPresent = true);
        await back.SendAsync(
            new MqttPubAckPacket
            {
                PacketIdentifier = (await back.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier,
            });
        publisher.Input.Close();
        await back.ReceiveAsync<MqttDisconnectPacket>();
        back.Close();

        var result = await publisher.ExitAsync();
        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.StartsWith(
            $"publisher: warning: the connection was lost: {Words(ended)}{Who(ended)}; reconnecting\n{FullHint(ended)}",
            result.Error, StringComparison.Ordinal);
        Assert.EndsWith($"Connected to {broker.Address}: Success\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task U_ends_a_subscription_of_a_kept_session_and_the_topic_that_is_named_stays()
    {
        var kept = Settings.Messages.Topic.Default!;
        await using var broker = await Mosquitto.StartAsync();
        string[] session = ["-b", broker.Address, "-q", "1", .. App.Kept("sub")];
        await using (var first = await App.SubscribedAsync([.. session, "-t", "old", "-t", kept]))
        {
            Assert.Equal(0, (await Stream.EndAsync(first)).Code);
        }

        await using var second = await App.SubscribedAsync([.. session, "-t", kept, "-U", "old", "-C", "1"]);
        (await App.PublishAsync(["-b", broker.Address, "-t", "old", "-q", "1", "-m", "unwanted"]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", kept, "-q", "1", "-m", "wanted"])).ShouldBeSilentSuccess();

        Assert.Equal("wanted\n", (await second.ExitAsync()).Out);
    }

    static readonly MqttDisconnectReasonCode[] Transient =
    [
        MqttDisconnectReasonCode.UnspecifiedError, MqttDisconnectReasonCode.ImplementationSpecificError,
        MqttDisconnectReasonCode.ServerBusy,
        MqttDisconnectReasonCode.ServerShuttingDown, MqttDisconnectReasonCode.KeepAliveTimeout,
        MqttDisconnectReasonCode.MessageRateTooHigh,
        MqttDisconnectReasonCode.AdministrativeAction, MqttDisconnectReasonCode.ConnectionRateExceeded,
        MqttDisconnectReasonCode.MaximumConnectTime,
        MqttDisconnectReasonCode.QuotaExceeded, MqttDisconnectReasonCode.UseAnotherServer,
        MqttDisconnectReasonCode.ServerMoved,
    ];

    /// <summary>Three messages, the second of which is answered as the test says.</summary>
    static async Task<AppResult> PublishThreeAsync(string qos, Func<MqttPublishPacket, bool, MqttPacket> answer)
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", qos, "-l"], Lines.Sequence(3));
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        for (var packet = await connection.ReceiveAsync(); packet is not null; packet = await connection.ReceiveAsync())
        {
            switch (packet)
            {
                case MqttPublishPacket publish:
                    await connection.SendAsync(answer(publish, publish.PacketIdentifier == 2));
                    break;
                case MqttPubRelPacket release:
                    Assert.NotEqual(2, release.PacketIdentifier);
                    await connection.SendAsync(new MqttPubCompPacket { PacketIdentifier = release.PacketIdentifier });
                    break;
            }
        }

        connection.Close();
        return await publishing;
    }

    /// <summary>Whom it is about, where it is about a user: these tests have none.</summary>
    static string Who(Enum code) =>
        code.ToString() is "BadUserNameOrPassword" or "NotAuthorized" or "Banned" or "QuotaExceeded"
        ? ", without a user name"
        : "";

    static string FullHint(Enum code) => code.ToString() switch
    {
        "ServerBusy" => "hint: the broker is full or has too much to do",
        "QuotaExceeded" => "hint: the account of this user or the broker is full",
        _ => "",
    };

    /// <summary>"BadUserNameOrPassword" in words.</summary>
    static string Words(Enum code) => string.Concat(code.ToString().Replace("QoS", "~", StringComparison.Ordinal)
        .Select(
            (letter, index) =>
                (index > 0 && (char.IsUpper(letter) || letter == '~') ? " " : "") + char.ToLowerInvariant(letter)))
            .Replace("~", "QoS", StringComparison.Ordinal);
}
