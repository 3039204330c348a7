using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>Why no member of the ring accepts us: each reason is reported once.</summary>
static class RingReport
{
    /// <param name="members">The ring; each has a reason.</param>
    /// <returns>The reason that came last; one that is not there counts before one that has refused. The others are
    /// told before it.</returns>
    public static MqttDemoException Of(IEnumerable<RingMember> members)
    {
        // A host with addresses of both families is one for the user: the address that was reached says more than the
        // one where nobody listens.
        var reasons = members.Where(member => member.Reason is not null).GroupBy(member => member.Shown.ToString())
            .Select(same => same.OrderBy(member => !member.WasNobodyThere).ThenBy(member => member.ReasonNumber).Last())
            .OrderBy(member => member.Reason!.Kind == FailureKind.Unreachable).ThenBy(member => member.ReasonNumber)
            .Select(member => member.Reason!).ToArray();
        return reasons is [var only] ? only : reasons[^1].After(reasons[..^1]);
    }
}
