using System.Diagnostics;
using MqttDemo.Config;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>Which version of MQTT is spoken, down to the packet: 5, unless the broker shows that it lacks it.</summary>
public sealed class VersionTests
{
    static readonly byte[] RefusedAs311 = [0x20, 2, 0, 1];
    static readonly byte[] RefusedAs5 = [0x20, 3, 0, 0x84, 0];

    [Theory]
    [InlineData(1)]
    [InlineData(0x84)]
    public async Task A_broker_that_says_so_lacks_MQTT_5_and_is_not_asked_again(int code)
    {
        await using var harness = SessionHarness.Start(version: null);
        await RefuseAsync(await harness.Broker.AcceptAsync(), code == 1 ? RefusedAs311 : RefusedAs5);
        var second = await AcceptAsync(harness, MqttProtocolVersion.V311);
        await using var session = await harness.Connecting;

        second.Close();

        await AcceptAsync(harness, MqttProtocolVersion.V311);
    }

    [Fact]
    public async Task After_a_close_before_CONNACK_MQTT_5_is_tried_again_and_spoken()
    {
        await using var harness = SessionHarness.Start(version: null);
        await CloseAsync(harness, MqttProtocolVersion.V500);

        await AcceptAsync(harness, MqttProtocolVersion.V500);

        await (await harness.Connecting).DisposeAsync();
    }

    [Fact]
    public async Task After_two_of_them_3_1_1_is_only_tried_and_MQTT_5_is_spoken_where_it_is_then_accepted()
    {
        await using var harness = SessionHarness.Start(
            version: null, change: s => s with { Will = new("gone", new byte[1], default, false, null) });
        await CloseAsync(harness, MqttProtocolVersion.V500);
        await CloseAsync(harness, MqttProtocolVersion.V500);
        var trial = await AcceptAsync(harness, MqttProtocolVersion.V311);
        Assert.False(trial.Connect!.WillFlag, "the end of a connection that is only a trial would publish the will");

        var last = await AcceptAsync(harness, MqttProtocolVersion.V500);

        Assert.True(last.Connect!.WillFlag);
        await (await harness.Connecting).DisposeAsync();
    }

    [Fact]
    public async Task A_broker_that_closes_on_MQTT_5_before_and_after_it_accepts_3_1_1_is_spoken_to_in_that_from_then_on()
    {
        await using var harness = SessionHarness.Start(version: null);
        var watch = Stopwatch.StartNew();
        await CloseAsync(harness, MqttProtocolVersion.V500);
        await CloseAsync(harness, MqttProtocolVersion.V500);
        await AcceptAsync(harness, MqttProtocolVersion.V311);
        await CloseAsync(harness, MqttProtocolVersion.V500);
        var standing = await AcceptAsync(harness, MqttProtocolVersion.V311);
        await using var session = await harness.Connecting;
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);

        standing.Close();

        await AcceptAsync(harness, MqttProtocolVersion.V311);
    }

    [Fact]
    public async Task A_session_that_stood_with_MQTT_5_is_not_thrown_away_by_3_1_1_while_its_broker_is_starting()
    {
        await using var harness = SessionHarness.Start(version: null);
        var first = await AcceptAsync(harness, MqttProtocolVersion.V500);
        await using var session = await harness.Connecting;
        first.Close();
        for (var i = 0; i < 4; i++)
        {
            await CloseAsync(harness, MqttProtocolVersion.V500);
        }

        var back = await AcceptAsync(harness, MqttProtocolVersion.V500);

        Assert.False(back.Connect!.CleanSession);
    }

    [Fact]
    public async Task Where_a_broker_is_silent_on_MQTT_5_3_1_1_is_tried_within_the_connect_time_out_and_5_first_again_on_the_next_connection()
    {
        await using var harness = SessionHarness.Start(
            version: null, change: s => s with { ConnectTimeout = TimeSpan.FromSeconds(2) });
        var watch = Stopwatch.StartNew();
        await ConnectAsync(harness, MqttProtocolVersion.V500);
        var older = await AcceptAsync(harness, MqttProtocolVersion.V311);
        await using var session = await harness.Connecting;
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.5, 2);

        older.Close();

        await AcceptAsync(harness, MqttProtocolVersion.V500);
    }

    [Fact]
    public async Task A_broker_that_is_silent_again_is_spoken_to_in_3_1_1_from_then_on()
    {
        await using var harness = SessionHarness.Start(
            version: null, change: s => s with { ConnectTimeout = TimeSpan.FromSeconds(1) });
        await ConnectAsync(harness, MqttProtocolVersion.V500);
        var older = await AcceptAsync(harness, MqttProtocolVersion.V311);
        await using var session = await harness.Connecting;
        older.Close();
        await ConnectAsync(harness, MqttProtocolVersion.V500);
        (await AcceptAsync(harness, MqttProtocolVersion.V311)).Close();

        await AcceptAsync(harness, MqttProtocolVersion.V311);
    }

    [Fact]
    public async Task A_version_that_is_asked_for_has_the_whole_connect_time_out()
    {
        await using var harness = SessionHarness.Start(
            ProtocolVersion.Mqtt5, change: s => s with { ConnectTimeout = TimeSpan.FromSeconds(1) });
        await ConnectAsync(harness, MqttProtocolVersion.V500);

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);

        Assert.Equal(FailureKind.Unreachable, failure.Kind);
        Assert.True(harness.Broker.IsQuiet);
    }

    [Fact]
    public async Task The_version_of_one_broker_says_nothing_of_another()
    {
        await using var other = new ScriptedBroker();
        await using var harness = SessionHarness.Start(
            version: null, change: s => s with { Brokers = [.. s.Brokers, other.BrokerAddress] });
        await RefuseAsync(await harness.Broker.AcceptAsync(), RefusedAs311);
        var older = await AcceptAsync(harness, MqttProtocolVersion.V311);
        await using var session = await harness.Connecting;
        await harness.Broker.DisposeAsync();

        var second = await (await other.AcceptAsync()).HandshakeAsync();

        Assert.Equal((MqttProtocolVersion.V311, MqttProtocolVersion.V500), (older.Version, second.Version));
    }

    [Fact]
    public async Task What_is_unfinished_goes_on_with_the_other_version_and_what_that_does_not_carry_is_reported()
    {
        await using var other = new ScriptedBroker();
        await using var harness = SessionHarness.Start(
            version: null, change: s => s with { Brokers = [.. s.Brokers, other.BrokerAddress] });
        var newer = await AcceptAsync(harness, MqttProtocolVersion.V500);
        await using var session = await harness.Connecting;
        await session.PublishAsync(
            new("t", "1"u8.ToArray(), QualityOfService.ExactlyOnce, false, 1), CancellationToken.None);
        await session.PublishAsync(
            new("t", "2"u8.ToArray(), QualityOfService.AtLeastOnce, false, 2, Properties: new(ContentType: "x")),
            CancellationToken.None);
        session.Flush();
        await newer.ReceiveAsync<MqttPublishPacket>();
        await harness.Broker.DisposeAsync();
        await RefuseAsync(await other.AcceptAsync(), RefusedAs311);

        var older = await (await other.AcceptAsync()).HandshakeAsync();

        var packet = await older.ReceiveAsync<MqttPublishPacket>();
        Assert.Equal(
            (MqttProtocolVersion.V311, false, MqttQualityOfServiceLevel.ExactlyOnce),
            (older.Version, packet.Dup, packet.QualityOfServiceLevel));
        await Until.TrueAsync(() => !harness.Observer.Refusals.IsEmpty, "the refusal of the second message");
        Assert.Contains(
            "which has no properties", Assert.Single(harness.Observer.Refusals).Reason, StringComparison.Ordinal);
    }

    /// <summary>The next connection, with its CONNECT read.</summary>
    static async Task<ScriptedConnection> ConnectAsync(SessionHarness harness, MqttProtocolVersion version)
    {
        var connection = await harness.Broker.AcceptAsync();
        await connection.ReceiveAsync<MqttConnectPacket>();
        Assert.Equal(version, connection.Version);
        return connection;
    }

    static async Task CloseAsync(SessionHarness harness, MqttProtocolVersion version) =>
        (await ConnectAsync(harness, version)).Close();

    static async Task<ScriptedConnection> AcceptAsync(SessionHarness harness, MqttProtocolVersion version)
    {
        var connection = await (await harness.Broker.AcceptAsync()).HandshakeAsync();
        Assert.Equal(version, connection.Version);
        return connection;
    }

    static async Task RefuseAsync(ScriptedConnection connection, byte[] connAck)
    {
        await connection.ReceiveAsync<MqttConnectPacket>();
        await connection.SendAsync(connAck);
        connection.Close();
    }
}
