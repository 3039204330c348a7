using CsCheck;
using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Tests.Client;

/// <summary>What a row of connections tells of the next one.</summary>
public sealed class ConnectionHistoryTests
{
    const int MostClosed = 6;

    static readonly BrokerAddress Broker = new(BrokerScheme.Tcp, "b", 1883);

    [Theory]
    [InlineData(nameof(ConnectionEndKind.Lost), 8)]
    [InlineData(nameof(ConnectionEndKind.Closed), 8)]
    [InlineData(nameof(ConnectionEndKind.Temporary), 8)]
    [InlineData(nameof(ConnectionEndKind.Busy), 16)]
    public void The_same_message_without_an_answer_is_given_up_after_a_number_of_connections_however_they_end_and_whatever_else_goes_over_them(
        string kind, int most)
    {
        var history = new ConnectionHistory("me", MostClosed);
        for (var i = 1; i < most; i++)
        {
            // The first had answers to messages before it, the others bring messages of the broker.
            Assert.Null(
                history.OnEnd(
                    Ended(Enum.Parse<ConnectionEndKind>(kind), number: 7, hasDelivered: i == 1, isIdle: false)));
        }

        var verdict = history.OnEnd(Ended(Enum.Parse<ConnectionEndKind>(kind), number: 7, isIdle: false));
        verdict ??= history.OnEnd(Ended(Enum.Parse<ConnectionEndKind>(kind), number: 7, isIdle: false));

        Assert.Equal((FailureKind.ConnectionLost, false), (verdict!.Error.Kind, verdict.IsForAll));
        Assert.Contains(
            "without an answer to what was sent, a message of 5 bytes to plant/x at QoS 1: it ended",
            verdict.Error.Message, StringComparison.Ordinal);
        Assert.Equal(
            "the broker may not allow the topic plant/x; its log should say more", verdict.Error.Hint?.ToString());
    }

    [Fact]
    public void Silence_says_nothing_about_what_was_sent()
    {
        var history = new ConnectionHistory("me", MostClosed);

        Assert.All(
            Enumerable.Range(0, 100), _ => Assert.Null(history.OnEnd(Ended(ConnectionEndKind.Silent, number: 7))));
    }

    [Fact]
    public void Where_messages_get_through_it_is_never_given_up_and_never_slowed()
    {
        var kinds = Gen.Int[0, 2].Select(
            i => new[] { ConnectionEndKind.Lost, ConnectionEndKind.Closed, ConnectionEndKind.Temporary }[i]);
        Gen.Select(kinds, Gen.Int[1, 3], Gen.Bool, Gen.Double[0, 30]).Array[1, 200].Sample(connections =>
        {
            var history = new ConnectionHistory("me", MostClosed);
            var number = 0L;
            foreach (var (kind, progress, isAtEnd, lasted) in connections)
            {
                number += progress;
                Assert.Null(
                    history.OnEnd(
                        Ended(kind, isAtEnd ? null : number, hasDelivered: true, isIdle: false, lasted: lasted)));
                Assert.InRange(history.NextDelay(chance: 1).TotalSeconds, 0, 0.1);
            }
        });
    }

    [Fact]
    public void From_the_second_time_on_the_delays_grow()
    {
        var history = new ConnectionHistory("me", MostClosed);
        for (var i = 1; i < 8; i++)
        {
            history.OnEnd(Ended(ConnectionEndKind.Closed, number: 1, isIdle: false));
            Assert.Equal(0.1 * Math.Pow(2, i - 1), history.NextDelay(chance: 1).TotalSeconds, 3);
        }
    }

    [Theory]
    [
        InlineData(
            2_000_123, QualityOfService.AtLeastOnce, false,
            "the broker may not accept a message of 2000123 bytes, or not allow the topic t; its log should say more")]
    [
        InlineData(
            5, QualityOfService.ExactlyOnce, false,
            "the broker may not allow the topic t, or not support QoS 2 (not every broker does); its log should say more")]
    [
        InlineData(
            5, QualityOfService.AtMostOnce, true,
            "the broker may not allow the topic t, or not accept retained messages; its log should say more")]
    public void What_may_be_wrong_with_a_message_is_named_the_likeliest_first(
        long length, QualityOfService qos, bool retain, string hint) =>
        Assert.Equal(hint, new UnansweredPublish((1, OutboxState.Sent), "t", qos, length, retain).Hint);

    [Fact]
    public void Connections_that_end_after_the_same_silence_are_kept_open_by_PINGREQs_and_that_is_said_once()
    {
        var history = new ConnectionHistory("me", MostClosed);
        Assert.Null(Idle(history, 10.05));
        Assert.Null(Idle(history, 10.01));
        Assert.Null(history.PingEvery);

        Assert.Equal(
            "the last 3 connections to b:1883 were closed after 10 s without traffic: from now on a PINGREQ goes out "
            + "every 5 s (-k 10 does so from the start)",
            Idle(history, 10.02));

        Assert.Equal(5.005, history.PingEvery!.Value.TotalSeconds, 3);
        Assert.Null(Idle(history, 10));
        Assert.Null(Idle(history, 10));
    }

    [Fact]
    public void Connections_that_end_after_different_silences_are_not_blamed_on_them()
    {
        var history = new ConnectionHistory("me", 100);

        Assert.All([3, 1.5, 7, 4, 2, 9, 5, 1.2], silence => Assert.Null(Idle(history, silence)));
        Assert.Null(history.PingEvery);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_takeover_ends_with_the_client_id_at_all_brokers_where_this_one_has_served_us(bool hasAnswered)
    {
        var taken = new ConnectionHistory("me", MostClosed);
        Verdict? verdict = null;
        foreach (var lasted in (double[])[0.1, 0.9, 3.3, 1.2, 6, 2.5])
        {
            verdict = taken.OnEnd(Ended(ConnectionEndKind.Closed, lasted: lasted) with { HasAnswered = hasAnswered });
        }

        Assert.Contains("same client id 'me'", verdict!.Error.Hint?.ToString(), StringComparison.Ordinal);
        Assert.Equal(hasAnswered, verdict.IsForAll);
    }

    [Fact]
    public void Connections_that_carry_messages_and_are_soon_closed_are_told_once_and_not_given_up()
    {
        var history = new ConnectionHistory("me", MostClosed);
        var said = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(history.OnEnd(Ended(ConnectionEndKind.Closed, isIdle: i == 1, lasted: 0.2)));
            said.AddRange(history.Suspicion is { } suspicion ? [$"{i}: {suspicion}"] : []);
        }

        Assert.Equal(
            "3: b:1883 closed 4 connections in a row without a reason, each within 5 s: another client may have the "
            + "same client id 'me' (-i)",
            Assert.Single(said));
    }

    [Fact]
    public void Connections_that_carry_messages_and_last_or_end_for_a_reason_raise_no_suspicion()
    {
        var history = new ConnectionHistory("me", MostClosed);

        Assert.All(Enumerable.Range(0, 20), i =>
        {
            history.OnEnd(
                i % 4 == 3
                    ? Ended(ConnectionEndKind.Temporary, isIdle: false, lasted: 0.2)
                    : Ended(ConnectionEndKind.Closed, isIdle: false, lasted: i % 4 == 2 ? 6 : 0.2));
            Assert.Null(history.Suspicion);
        });
    }

    [Fact]
    public void A_limit_on_the_way_goes_on_slowly()
    {
        var limited = new ConnectionHistory("me", MostClosed);
        var said = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            // Whatever PINGREQs go over them: the last sign is never old.
            Assert.Null(limited.OnEnd(Ended(ConnectionEndKind.Closed, lasted: 10, silence: 0.2)));
            said.AddRange(limited.Suspicion is { } suspicion ? [suspicion.ToString()] : []);
        }

        Assert.Contains("each about 10 s after it had accepted it", Assert.Single(said), StringComparison.Ordinal);
        Assert.Equal(30, limited.NextDelay(chance: 1).TotalSeconds);
    }

    static string? Idle(ConnectionHistory history, double seconds)
    {
        Assert.Null(history.OnEnd(Ended(ConnectionEndKind.Closed, lasted: seconds, silence: seconds)));
        return history.Suspicion?.ToString();
    }

    static EndedConnection Ended(
        ConnectionEndKind kind,
        long? number = null,
        bool hasDelivered = false,
        bool isIdle = true,
        double lasted = 1,
        double silence = 0) => new(
        Broker,
        new("it ended", kind),
        TimeSpan.FromSeconds(lasted),
        TimeSpan.FromSeconds(silence),
        hasDelivered,
        HasAnswered: hasDelivered,
        isIdle,
        KeepsAlive: true,
        number is { } first ? new((first, OutboxState.Sent), "plant/x", QualityOfService.AtLeastOnce, 5, false) : null);
}
