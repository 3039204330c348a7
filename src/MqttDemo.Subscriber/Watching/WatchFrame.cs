using System.Globalization;
using System.Text;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.Subscriber.Watching;

/// <summary>The table as one screen full of text: a pure function.</summary>
/// <param name="Topics">What has come.</param>
/// <param name="View">What of it is to be seen.</param>
/// <param name="Said">What the program has said last: that the connection was lost, say.</param>
/// <param name="HasKeys">Somebody can press a key.</param>
readonly record struct WatchFrame(WatchedTopics Topics, WatchView View, string? Said, bool HasKeys)
{
    const string Home = "\e[H";

    /// <summary>
    /// Before a line is written: where the terminal takes a character for narrower than we do, the line ends early.
    /// </summary>
    const string EraseLine = "\e[K";

    const string Inverse = "\e[7m";
    const string Plain = "\e[m";

    const int AgeColumns = 6;
    const int RateColumns = 8;
    const int CountColumns = 9;

    /// <summary>Below this a screen has no room for anything but topics.</summary>
    const int LeastLines = 4;

    /// <summary>How many topics there is room for.</summary>
    public int Rows(int lines) =>
        lines < LeastLines ? Math.Max(lines - 1, 0) : lines - (Said is null ? 2 : 3);

    /// <summary>Everything from the top left corner of the screen on.</summary>
    /// <param name="columns">The width of the screen.</param>
    /// <param name="lines">Its height.</param>
    /// <param name="time">The clock.</param>
    /// <param name="matching">How many topics match the filter.</param>
    public string Render(int columns, int lines, TimeProvider time, out int matching)
    {
        var rows = Rows(lines);
        (var seen, matching) = View.Of(Topics, rows, time);
        var screen = new StringBuilder(Home).Append(EraseLine);
        // Not even the last line ends: the screen would move.
        screen.AppendJoin($"\r\n{EraseLine}", Lines(seen, matching, rows, columns, time).Take(Math.Max(lines, 1)));
        return screen.ToString();
    }

    IEnumerable<string> Lines(
        IReadOnlyList<WatchedTopic> seen, int matching, int rows, int columns, TimeProvider time)
    {
        var names = seen.Select(topic => TerminalText.Escape(Shortened(topic.Topic))).ToArray();
        var widest = names.Select(Columns.Width).DefaultIfEmpty(0).Max();
        var most = Math.Max((columns - AgeColumns - RateColumns - CountColumns) / 2, 5);
        var topicColumns = Math.Clamp(widest, 5, most);
        yield return Bar(Line("AGE", "RATE/s", "COUNT", Columns.Fit("TOPIC", topicColumns), "PAYLOAD"), columns);
        foreach (var (escaped, topic) in names.Zip(seen))
        {
            var age = time.GetElapsedTime(topic.At);
            var count = topic.Count.ToString(CultureInfo.InvariantCulture);
            var name = Columns.Fit(escaped, topicColumns);
            yield return Columns.Fit(
                Line(Age(age), Rate(topic.Rate.PerSecond(age)), count, name, topic.Last.Text), columns);
        }

        for (var i = seen.Count; i < rows; i++)
        {
            yield return Columns.Fit("", columns);
        }

        if (Said is not null)
        {
            yield return Columns.Fit(Said, columns);
        }

        yield return Bar(Status(seen.Count, matching), columns);
    }

    static string Line(string age, string rate, string count, string topic, string payload) =>
        $"{age,AgeColumns - 1} {rate,RateColumns - 1} {count,CountColumns - 1} {topic} {payload}";

    static string Bar(string text, int columns) => $"{Inverse}{Columns.Fit(text, columns)}{Plain}";

    string Status(int seen, int matching)
    {
        if (View.IsTyping)
        {
            return $"/{TerminalText.Escape(View.Filter)}_  {Counted.Topics(matching)}  Enter:keep  Esc:all topics";
        }

        var filter = View.Filter.Length > 0 ? $", {matching} with '{TerminalText.Escape(View.Filter)}'" : "";
        var shown = seen < matching ? $", {seen} shown" : "";
        return $"{Topics.Summary}{filter}{shown}{(HasKeys ? "  q:quit /:filter t:topic r:rate a:age c:count" : "")}";
    }

    /// <summary>No line of a screen is longer.</summary>
    static string Shortened(string topic) => topic.Length > 500 ? topic[..500] : topic;

    static string Rate(double rate) => rate.ToString(
        rate switch { >= 99.95 => "0", >= 9.995 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);

    static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => $"{(int)age.TotalSeconds}s",
        { TotalMinutes: < 60 } => $"{(int)age.TotalMinutes}m",
        { TotalHours: < 24 } => $"{(int)age.TotalHours}h",
        _ => $"{Math.Min((int)age.TotalDays, 999)}d",
    };
}
