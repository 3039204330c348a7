using System.Net;
using System.Net.Sockets;
using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Tests.Client;

/// <summary>Which broker is next, and when it is over.</summary>
public sealed class RingTests
{
    static readonly ConnectionSettings Settings = new(
        [.. Enumerable.Range(1, 3).Select(i => new BrokerAddress(BrokerScheme.Tcp, $"b{i}", 1883))], "me",
        ConnectTimeout: TimeSpan.FromSeconds(10));

    TimeSpan now;

    [Fact]
    public void The_broker_that_has_answered_comes_first_again_whatever_ended_the_connection()
    {
        var ring = Standing(out var second);

        End(ring, second, hasAnswered: true);

        Assert.Same(second, Next(ring));
    }

    [Theory]
    [InlineData(nameof(ConnectionEndKind.Lost))]
    [InlineData(nameof(ConnectionEndKind.Silent))]
    [InlineData(nameof(ConnectionEndKind.Closed))]
    [InlineData(nameof(ConnectionEndKind.Busy))]
    [InlineData(nameof(ConnectionEndKind.ProtocolError))]
    public void After_a_connection_without_an_answer_the_next_broker_comes_first_whatever_the_reason(string kind)
    {
        var ring = Standing(out var second);

        End(ring, second, hasAnswered: false, Enum.Parse<ConnectionEndKind>(kind));

        Assert.Same(ring.Members[2], Next(ring));
    }

    [Fact]
    public void The_first_connection_is_given_up_when_each_has_had_its_chance_and_each_is_reported_once()
    {
        var ring = new Ring(Settings, mostClosed: 6);
        Fail(ring, Next(ring), Refusal("b1 refused the connection: banned"));
        Fail(ring, Next(ring), Failure("no broker answers at b2"));
        Assert.Equal(10, ring.Patience(ring.Members[2]).TotalSeconds);
        Fail(ring, Next(ring), Failure("b3 closed the connection"));

        var error = Ending(ring);

        Assert.Equal((FailureKind.Unreachable, "b3 closed the connection"), (error.Kind, error.Message));
        Assert.Equal(
            ["b1 refused the connection: banned", "no broker answers at b2"],
            error.Earlier.Select(earlier => earlier.Message));
    }

    [Fact]
    public void Where_all_refuse_the_first_connection_the_code_is_that_of_a_refusal()
    {
        var ring = new Ring(Settings, mostClosed: 6);
        for (var i = 0; i < 3; i++)
        {
            Fail(ring, Next(ring), Refusal($"refusal {i}", isFinal: i > 0));
        }

        Assert.Equal((FailureKind.Refused, "refusal 2"), (Ending(ring).Kind, Ending(ring).Message));
    }

    [Fact]
    public void Settings_that_are_wrong_end_at_once()
    {
        var ring = new Ring(Settings, mostClosed: 6);
        Fail(ring, Next(ring), new(new(FailureKind.InputOutput, "cannot read ca.pem"), isFinal: true));

        Assert.Equal("cannot read ca.pem", Ending(ring).Message);
    }

    [Fact]
    public void A_silent_broker_costs_another_a_second_then_two_then_four_and_then_it_has_all_the_time()
    {
        var two = Settings with { Brokers = [.. Settings.Brokers.Take(2)], RetryFirstConnect = true };
        var ring = new Ring(two, mostClosed: 6);
        var silent = ring.Members[0];
        var patience = new List<double>();
        while (patience.Count < 5)
        {
            var member = Next(ring);
            patience.AddRange(member == silent ? [ring.Patience(member).TotalSeconds] : []);
            Fail(ring, member, member == silent ? Silence(ring.Patience(member)) : Failure("closed"));
        }

        Assert.Equal([1, 2, 4, 10, 10], patience);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1.5)]
    [InlineData(4, 1.5)]
    public void However_many_are_silent_the_one_that_is_not_is_reached_within_two_seconds(int count, double seconds)
    {
        var brokers = Enumerable.Range(1, count).Select(i => new BrokerAddress(BrokerScheme.Tcp, $"b{i}", 1883));
        var ring = new Ring(Settings with { Brokers = [.. brokers] }, mostClosed: 6);
        var spent = TimeSpan.Zero;
        for (var member = Next(ring); member != ring.Members[^1]; member = Next(ring))
        {
            spent += ring.Patience(member);
            Fail(ring, member, Silence(ring.Patience(member)));
        }

        Assert.Equal(seconds, spent.TotalSeconds);
    }

    [Fact]
    public void A_broker_that_took_long_to_connect_to_is_given_twice_that_next_time()
    {
        var ring = new Ring(Settings, mostClosed: 6);
        ring.OnConnected(ring.Members[0], TimeSpan.FromSeconds(3));

        Assert.Equal(6, ring.Patience(ring.Members[0]).TotalSeconds);
        Assert.Equal(0.75, ring.Patience(ring.Members[1]).TotalSeconds);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void After_a_broker_that_hangs_the_next_comes_first_where_they_share_our_session(bool areSharing, int next)
    {
        var ring = new Ring(Settings with { SharesSessions = areSharing }, mostClosed: 6);
        var second = ring.Members[1];
        ring.OnConnected(second, TimeSpan.FromSeconds(0.01));

        End(ring, second, hasAnswered: true, ConnectionEndKind.Silent);

        Assert.Same(ring.Members[next], Next(ring));
    }

    [Fact]
    public void A_single_broker_has_the_whole_connect_time_out()
    {
        var ring = new Ring(Settings with { Brokers = [.. Settings.Brokers.Take(1)] }, mostClosed: 6);

        Assert.Equal(10, ring.Patience(Next(ring)).TotalSeconds);
    }

    [Fact]
    public void A_session_that_has_stood_ends_only_when_all_have_refused_for_good()
    {
        var ring = Standing(out var second);
        End(ring, second, hasAnswered: false, ConnectionEndKind.Final);
        Fail(ring, Next(ring), Failure("no broker answers at b3"));
        Fail(ring, Next(ring), Refusal("b1 refused the connection: banned"));
        // Only the third is asked while the others' refusals are fresh.
        Assert.Same(ring.Members[2], Next(ring));
        Fail(ring, ring.Members[2], Refusal("b3 refused the connection: not authorized"));

        var error = Ending(ring);

        Assert.Equal((FailureKind.Refused, "b3 refused the connection: not authorized"), (error.Kind, error.Message));
        Assert.Equal(
            ["the connection to b2:1883 was ended: it ended", "b1 refused the connection: banned"],
            error.Earlier.Select(earlier => earlier.Message));
    }

    [Fact]
    public void A_refusal_does_not_count_any_more_when_another_broker_has_served_us()
    {
        var ring = Standing(out var second);
        End(ring, second, hasAnswered: false, ConnectionEndKind.Final);
        var third = Next(ring);
        Connect(ring, third);
        End(ring, third, hasAnswered: true);
        Fail(ring, third, Refusal("banned"));
        Fail(ring, Next(ring), Refusal("banned"));

        Assert.IsNotType<Turn.End>(ring.Next(now));
    }

    [Fact]
    public void One_that_has_refused_is_asked_again_after_a_minute_while_others_are_only_not_there()
    {
        var ring = Standing(out var second);
        End(ring, second, hasAnswered: false, ConnectionEndKind.Final);
        var refused = now;
        while (Next(ring) is var member && member != second)
        {
            Fail(ring, member, Failure("closed"));
        }

        Assert.InRange((now - refused).TotalSeconds, 60, 95);
    }

    [Fact]
    public void Nodes_behind_one_name_are_told_apart_and_two_families_of_one_host_are_not()
    {
        var ring = new Ring(Settings with { Brokers = [new(BrokerScheme.Tcp, "b", 1883)] }, mostClosed: 6);
        var name = Next(ring);

        ring.OnAddresses(name, [IPAddress.IPv6Loopback, IPAddress.Loopback], default);
        Assert.All(ring.Members, member => Assert.Equal("b:1883", member.Shown.ToString()));
        var known = ring.Members[1];

        var contenders = ring.OnAddresses(known, [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback], default);

        Assert.Equal(
            ["b:1883 (127.0.0.1)", "b:1883 (127.0.0.2)"], ring.Members.Select(member => member.Shown.ToString()));
        Assert.Same(known, contenders[0]);
    }

    [Fact]
    public void The_address_that_was_reached_speaks_for_a_host_of_two_families()
    {
        var ring = new Ring(Settings with { Brokers = [new(BrokerScheme.Tcp, "b", 1883)] }, mostClosed: 6);
        var contenders = ring.OnAddresses(Next(ring), [IPAddress.Loopback, IPAddress.IPv6Loopback], default);
        Fail(ring, contenders[0], Refusal("b:1883 refused the connection: banned"));
        Fail(
            ring, contenders[1], new(
                new(FailureKind.Unreachable, "no broker answers at b:1883", cause: new SocketException()),
                isFinal: false));

        var error = Ending(ring);

        Assert.Equal((FailureKind.Refused, 0), (error.Kind, error.Earlier.Count));
    }

    [Fact]
    public void The_targets_of_a_domain_keep_their_places_and_what_is_known_of_them()
    {
        var ring = new Ring(
            Settings with { Brokers = [new(BrokerScheme.Tcp, "d", 0, IsService: true)] }, mostClosed: 6);
        BrokerAddress[] targets = [.. Settings.Brokers];
        var first = ring.OnTargets(Next(ring), targets);
        Assert.Equal("b1", first.Destination.Target.Host);
        var second = ring.Members[1];

        ring.OnTargets(first, [targets[2], targets[1]]);

        Assert.Equal(["b2", "b3"], ring.Members.Select(member => member.Destination.Target.Host));
        Assert.Same(second, ring.Members[0]);
    }

    /// <summary>The first was not there, and there is a connection to the second.</summary>
    Ring Standing(out RingMember second)
    {
        var ring = new Ring(Settings, mostClosed: 6);
        Fail(ring, Next(ring), Failure("closed"));
        second = Next(ring);
        Assert.Same(ring.Members[1], second);
        Connect(ring, second);
        return ring;
    }

    RingMember Next(Ring ring)
    {
        while (true)
        {
            switch (ring.Next(now))
            {
                case Turn.Try turn:
                    return turn.Member;
                case Turn.Wait turn:
                    now += turn.Delay;
                    break;
                case Turn.End turn:
                    throw turn.Error;
            }
        }
    }

    MqttDemoException Ending(Ring ring) => Assert.IsType<Turn.End>(ring.Next(now)).Error;

    void Fail(Ring ring, RingMember member, ConnectFailure failure) => ring.OnFailed(member, failure, now, chance: 1);

    static void Connect(Ring ring, RingMember member) => ring.OnConnected(member, TimeSpan.FromSeconds(0.1));

    void End(Ring ring, RingMember member, bool hasAnswered, ConnectionEndKind kind = ConnectionEndKind.Lost) =>
        ring.OnEnded(
        member,
        new(
            member.Shown, new("it ended", kind), TimeSpan.FromSeconds(6), default, hasAnswered, hasAnswered,
            IsIdle: false, KeepsAlive: true, Unanswered: null),
        now,
        chance: 1);

    static ConnectFailure Failure(string message) => new(new(FailureKind.Unreachable, message), isFinal: false);

    static ConnectFailure Refusal(string message, bool isFinal = true) =>
        new(new(FailureKind.Refused, message), isFinal);

    static ConnectFailure Silence(TimeSpan silence) =>
        new(new(FailureKind.Unreachable, "silent"), isFinal: false) { Silence = silence };
}
