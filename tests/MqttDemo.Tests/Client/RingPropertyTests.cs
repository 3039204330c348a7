using CsCheck;
using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Tests.Client;

/// <summary>
/// Whatever happens to the members of a ring: none that would take us is starved, none is hammered, and it ends only
/// when all have refused.
/// </summary>
public sealed class RingPropertyTests
{
    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What is lost when a part of a delay is rounded.</summary>
    static readonly TimeSpan Tick = TimeSpan.FromTicks(2);

    enum Outcome
    {
        Closed,
        Silent,
        NotNow,
        Refused,
        LostWithoutAnswer,
        LostWithAnswer,
        EndedForGood,
    }

    static readonly Gen<Outcome> AnyOutcome = Gen.Enum<Outcome>();

    static readonly Gen<(Outcome Outcome, double Chance)[]> Story =
        Gen.Select(AnyOutcome, Gen.Double[0, 1]).Array[0, 60];

    [Fact]
    public void No_broker_is_tried_sooner_than_its_own_failures_allow() =>
        Gen.Select(Gen.Int[1, 5], Story).Sample((count, story) =>
    {
        var run = new Run(count);
        foreach (var (outcome, chance) in story)
        {
            if (run.Next() is not { } member)
            {
                return;
            }

            Assert.True(
                run.Now >= run.NotBefore(member) - Tick,
                $"{member.Shown} is tried at {run.Now}, before {run.NotBefore(member)}");
            run.Tell(member, outcome, chance);
        }
    });

    [Fact]
    public void It_ends_when_all_have_refused_and_not_before() =>
        Gen.Select(Gen.Int[1, 5], Story).Sample((count, story) =>
    {
        var run = new Run(count);
        foreach (var (outcome, chance) in story)
        {
            var member = run.Next();
            Assert.Equal(run.HaveAllRefused, member is null);
            if (member is null)
            {
                Assert.Equal(count - 1, run.Error!.Earlier.Count);
                return;
            }

            run.Tell(member, outcome, chance);
        }
    });

    [Fact]
    public void A_broker_that_would_take_us_is_tried_in_its_turn_whatever_the_others_do() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 4], Story, Story).Sample(
        (count, index, before, after) =>
        {
            var run = new Run(count);
            var good = run.Members[index % count];
            foreach (var (outcome, chance) in before)
            {
                if (run.Next() is not { } member)
                {
                    return;
                }

                // One that has refused for good has had its say; one that serves the others serves us.
                run.Tell(
                    member, member == good && outcome is Outcome.Refused or Outcome.EndedForGood
                        ? Outcome.Closed
                        : outcome, chance);
            }

            // From now on it would take us.
            var (since, turns) = (run.Now, 0);
            var ready = since > run.NotBefore(good) ? since : run.NotBefore(good);
            var others =
                after.Where(step => step.Outcome != Outcome.LostWithAnswer).Append((Outcome.Closed, 0.5)).ToArray();
            while (run.Next() is { } member && member != good)
            {
                turns += run.Now >= ready ? 1 : 0;
                Assert.True(turns <= count, $"{turns} others are tried first");
                var (outcome, chance) = others[turns % others.Length];
                run.Tell(member, outcome, chance);
            }

            Assert.InRange((run.Now - ready).TotalSeconds, -1, count * (ConnectTimeout.TotalSeconds + 1.1));
        });

    /// <summary>A ring, its clock, and what a plain observer knows of it.</summary>
    sealed class Run
    {
        readonly Ring ring;
        readonly Dictionary<RingMember, (int Failures, TimeSpan NotBefore)> known = [];
        readonly HashSet<RingMember> refused = [];

        public Run(int count)
        {
            BrokerAddress[] brokers = [
                .. Enumerable.Range(1, count).Select(i => new BrokerAddress(BrokerScheme.Tcp, $"b{i}", 1883))];
            ring = new(new(brokers, "me", ConnectTimeout: ConnectTimeout, RetryFirstConnect: true), mostClosed: 6);
        }

        public TimeSpan Now { get; private set; }

        public MqttDemoException? Error { get; private set; }

        public IReadOnlyList<RingMember> Members => ring.Members;

        public bool HaveAllRefused => refused.Count == Members.Count;

        public TimeSpan NotBefore(RingMember member) => known.GetValueOrDefault(member).NotBefore;

        /// <summary>Waits for the next turn; null is the end.</summary>
        public RingMember? Next()
        {
            while (true)
            {
                switch (ring.Next(Now))
                {
                    case Turn.Try turn:
                        return turn.Member;
                    case Turn.Wait turn:
                        Assert.InRange(turn.Delay.TotalSeconds, 1e-7, 60);
                        Now += turn.Delay;
                        break;
                    case Turn.End turn:
                        Error = turn.Error;
                        return null;
                }
            }
        }

        public void Tell(RingMember member, Outcome outcome, double chance)
        {
            switch (outcome)
            {
                case Outcome.Silent:
                    var patience = ring.Patience(member);
                    Now += patience;
                    Fail(
                        member,
                        new(new(FailureKind.Unreachable, "silent"), isFinal: false) { Silence = patience },
                        chance);
                    break;
                case Outcome.Refused:
                    Fail(member, new(new(FailureKind.Refused, "refused"), isFinal: true), chance);
                    break;
                case Outcome.Closed or Outcome.NotNow:
                    Fail(
                        member,
                        new(
                            new(outcome == Outcome.Closed ? FailureKind.Unreachable : FailureKind.Refused, "not now"),
                            isFinal: false),
                        chance);
                    break;
                default:
                    ring.OnConnected(member, TimeSpan.FromSeconds(0.01));
                    End(member, outcome, chance);
                    break;
            }
        }

        void Fail(RingMember member, ConnectFailure failure, double chance)
        {
            Now += TimeSpan.FromSeconds(0.01);
            ring.OnFailed(member, failure, Now, chance);
            var failures = known.GetValueOrDefault(member).Failures + 1;
            known[member] = (
                failures, Now
                    + TimeSpan.FromSeconds(
                        failure.IsFinal ? 60 : Math.Min(5, 0.1 * Math.Pow(2, failures - 1)) * chance));
            _ = failure.IsFinal ? refused.Add(member) : refused.Remove(member);
        }

        void End(RingMember member, Outcome outcome, double chance)
        {
            Now += TimeSpan.FromSeconds(1);
            var kind = outcome == Outcome.EndedForGood ? ConnectionEndKind.Final : ConnectionEndKind.Lost;
            var hasAnswered = outcome == Outcome.LostWithAnswer;
            var ended = new EndedConnection(
                member.Shown, new("it ended", kind), TimeSpan.FromSeconds(1), default, hasAnswered, hasAnswered,
                IsIdle: false, KeepsAlive: true, Unanswered: null);
            ring.OnEnded(member, ended, Now, chance);
            known[member] = (0, Now + TimeSpan.FromSeconds(kind == ConnectionEndKind.Final ? 60 : 0.1 * chance));
            refused.Remove(member);
            if (hasAnswered)
            {
                refused.Clear();
            }
            else if (kind == ConnectionEndKind.Final)
            {
                refused.Add(member);
            }
        }
    }
}
