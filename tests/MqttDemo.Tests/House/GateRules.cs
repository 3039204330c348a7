using System.Text.RegularExpressions;
using MqttDemo.Client;

namespace MqttDemo.Tests.House;

/// <summary>What is to be called with the gate held asserts in Debug that it is.</summary>
public sealed partial class GateRules
{
    /// <summary>
    /// What a type that needs the gate may be asked without it: what never changes, and what takes the gate itself.
    /// </summary>
    static readonly Dictionary<string, string[]> WithoutGate = new()
    {
        ["Outbox"] = [],
        ["Inbox"] = [],
        ["ConnectionTraffic"] = [],
        ["OpenIdentifiers"] = [],
        ["OwedAcknowledgements"] = [],
        ["PacketIdentifiers"] = [],
        ["PacketWriter"] = ["FlushAsync", "DrainAsync"],
        ["Probe"] = ["Tick", "Period", "Denial", "Filters"],
        ["ProbeDenial"] = ["OnSilence"],
        ["ReceivedIdentifiers"] = [],
        ["ReceivedTopicAliases"] = [],
        ["SentTopicAliases"] = ["Objection"],
        ["SessionState"] = ["Identifiers", "Outbox", "Inbox", "CountWaiting"],
        ["Subscriptions"] = ["WhenGrantedAsync", "Filters", "HighestQoS"],
    };

    public static TheoryData<string> Types => [.. WithoutGate.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Every_member_that_needs_the_gate_asserts_that_it_is_held(string type)
    {
        var source = await SourceAsync(type);

        var members = Members().Matches(source).ToList();

        Assert.NotEmpty(members);
        Assert.Equal(
            string.Join(' ', WithoutGate[type].Order()),
            string.Join(
                ' ', members.Where(member => !Asserts().IsMatch(member.Value)).Select(member => member.Groups[1].Value)
                    .Order()));
    }

    [Fact]
    public async Task Every_type_that_says_the_gate_must_be_held_is_checked_here()
    {
        foreach (var file in Directory.GetFiles(Client, "*.cs", SearchOption.AllDirectories))
        {
            var source = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            if (Promises().IsMatch(source) && Path.GetFileNameWithoutExtension(file) != nameof(Signal))
            {
                Assert.Contains(Path.GetFileNameWithoutExtension(file), WithoutGate.Keys);
            }
        }
    }

#if DEBUG
    [Fact]
    public void Without_the_gate_nothing_can_be_announced_and_with_it_nobody_can_wait()
    {
        var gate = new Gate();
        var signal = new Signal(gate);

        Assert.ThrowsAny<Exception>(signal.Set);
        using (gate.Enter())
        {
            signal.Set();
            Assert.ThrowsAny<Exception>(() => signal.Wait(TimeSpan.Zero));
        }

        Assert.True(signal.Wait(TimeSpan.Zero));
    }
#endif

    static string Client => Path.Combine(Executables.Repository, "src", "MqttDemo.Client");

    static Task<string> SourceAsync(string type) => File.ReadAllTextAsync(
        Assert.Single(Directory.GetFiles(Client, $"{type}.cs", SearchOption.AllDirectories)),
        TestContext.Current.CancellationToken);

    /// <summary>A member that others may use, up to the empty line before the next.</summary>
    [
        GeneratedRegex(
            @"^    (?:public|internal) (?!const|static|enum|readonly|override|sealed)(?:async )?(?:\([^)]*\)|[\w.<>?\[\]]+) (\w+)(?=[ (;{=]|$).*?(?=^$|^}|^    ///)",
            RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Members();

    [GeneratedRegex(@"AssertHeld\(\)|Gate\.Held\(")]
    private static partial Regex Asserts();

    [GeneratedRegex(@"^/// .*[Cc]alled with the (?:session's )?gate\s+(?:/// )?held", RegexOptions.Multiline)]
    private static partial Regex Promises();
}
