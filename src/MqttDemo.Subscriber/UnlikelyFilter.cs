using MqttDemo.Config;

namespace MqttDemo.Subscriber;

/// <summary>
/// A topic filter that is valid, and probably not what was meant: worth a word when nothing has come for it.
/// </summary>
static class UnlikelyFilter
{
    /// <summary>What the first such filter stands for; null where all of them look right.</summary>
    public static Sentence? Hint(IEnumerable<string> filters)
    {
        foreach (var filter in filters)
        {
            if (Doubt(filter) is { } doubt)
            {
                return $"'{filter}' {doubt}";
            }
        }

        return null;
    }

    static string? Doubt(string filter) => filter switch
    {
        // As in shells and in other brokers.
        _ when filter.Split('/').Contains("*") =>
            "has a *, which stands for itself: the wildcards are + for one level and # for all the rest",
        _ when TypographicQuotes.AreIn(filter) => TypographicQuotes.Defect,
        _ when filter.Contains(',', StringComparison.Ordinal) =>
            "is one filter: of several, each has its own -t",
        ['/', ..] =>
            "begins with a level without a name: is the topic without the first / meant? (of $SYS/x a shell leaves /x, "
            + "unless it is in single quotes)",
        _ => null,
    };
}
