using System.Globalization;
using System.Text;

namespace MqttDemo.Subscriber.Watching;

/// <summary>The table as one screen full of text: a pure function.</summary>
static class WatchFrame
{
    const string Home = "\e[H";
    const string Inverse = "\e[7m";
    const string Plain = "\e[m";
    const string EraseBelow = "\e[J";

    const int AgeColumns = 6;
    const int CountColumns = 9;

    /// <summary>Everything from the top left corner of the screen on.</summary>
    /// <param name="topics">What has come.</param>
    /// <param name="said">What the program has said last, for the last line: that the connection was lost, say.</param>
    /// <param name="columns">The width of the screen.</param>
    /// <param name="lines">Its height.</param>
    /// <param name="time">The clock.</param>
    public static string Render(WatchedTopics topics, string? said, int columns, int lines, TimeProvider time)
    {
        var shown = topics.Latest(Math.Max(lines - (said is null ? 1 : 2), 0));
        var topicColumns = Math.Clamp(
            shown.Select(topic => Columns.Width(topic.Topic)).DefaultIfEmpty(0).Max(), 5,
            Math.Max((columns - AgeColumns - CountColumns) / 2, 5));
        var screen = new StringBuilder(Home);
        var title = string.Create(
            CultureInfo.InvariantCulture,
            $"{"AGE",AgeColumns - 1} {"COUNT",CountColumns - 1} {Columns.Fit("TOPIC", topicColumns)} "
            + $"{Summary(topics, shown.Count)}");
        // Not even the last line ends: the screen would move.
        screen.Append(Inverse).Append(Columns.Fit(title, columns)).Append(Plain);
        foreach (var topic in shown)
        {
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"{Age(time.GetElapsedTime(topic.At)),AgeColumns - 1} {topic.Count,CountColumns - 1} "
                + $"{Columns.Fit(topic.Topic, topicColumns)} {topic.Payload}");
            screen.Append("\r\n").Append(Columns.Fit(line, columns));
        }

        if (shown.Count + 1 < lines)
        {
            screen.Append("\r\n").Append(EraseBelow);
            if (said is not null)
            {
                screen.Append(CultureInfo.InvariantCulture, $"\e[{lines}H").Append(Columns.Fit(said, columns));
            }
        }

        return screen.ToString();
    }

    static string Summary(WatchedTopics topics, int shown) => string.Create(
        CultureInfo.InvariantCulture,
        $"PAYLOAD   {topics.Messages} messages of {topics.Count} "
        + $"topics{(shown < topics.Count ? $", the latest {shown} shown" : "")}");

    static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => $"{(int)age.TotalSeconds}s",
        { TotalMinutes: < 60 } => $"{(int)age.TotalMinutes}m",
        { TotalHours: < 24 } => $"{(int)age.TotalHours}h",
        _ => $"{Math.Min((int)age.TotalDays, 999)}d",
    };
}
