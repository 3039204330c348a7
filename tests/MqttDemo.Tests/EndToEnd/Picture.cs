using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>The picture of the README: made from a real session in two terminals, and compared.</summary>
public sealed partial class Picture
{
    const int LineHeight = 20;
    const int Width = 960;

    [Fact]
    public async Task The_picture_of_the_README_is_what_two_terminals_show()
    {
        var port = Ports.Free();
        string[] publishing =
        [
            "publisher -t plant/line-1/temperature -m 22.5",
            "printf '{\"door\":\"open\",\"since\":\"08:15\"}' | publisher -t plant/door -s -q 1",
            "publisher --tpoic plant/door -m closed",
        ];
        const string subscribing = "subscriber -t 'plant/#'";
        await using var first = Terminal(subscribing, port);
        await ShownAsync(first, "Subscribed to");
        var second = new StringBuilder();
        foreach (var line in publishing)
        {
            await using var run = Terminal(line, port);
            second.Append($"$ {line}\n{Text((await run.ExitAsync()).Out, port)}");
        }

        await ShownAsync(first, "plant/door");
        var picture = Draw(
            ("terminal 1", $"$ {subscribing}\n{Text(Encoding.UTF8.GetString(first.OutputSoFar), port)}"),
            ("terminal 2", $"{second}$ "));
        await first.TypeAsync("\u0003");
        await first.ExitAsync();

        // Where the picture has to be brought up to date, it is copied from there.
        await File.WriteAllTextAsync(
            Path.Combine(Executables.Repository, "artifacts", "session.svg"), picture,
            TestContext.Current.CancellationToken);
        Assert.Equal(
            picture,
            await File.ReadAllTextAsync(
                Path.Combine(Executables.Repository, "docs", "session.svg"), TestContext.Current.CancellationToken));
    }

    static App Terminal(string line, int port) => App.Start(
        Executables.Installed("script"),
        [
            "-qec",
            $"bash -c {Quoted($"{Function(Executables.Publisher)}; {Function(Executables.Subscriber)}; {line}")}",
            "/dev/null",
        ],
        environment: new Dictionary<string, string> { ["MQTT_BROKER"] = $"embedded:{port}", ["TERM"] = "xterm" });

    static string Function(string program) => $"{Path.GetFileName(program)}() {{ '{program}' \"$@\"; }}";

    static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    static Task ShownAsync(App terminal, string text) => Until.TrueAsync(
        () => Encoding.UTF8.GetString(terminal.OutputSoFar).Contains(text, StringComparison.Ordinal),
        () => $"'{text}'; it shows {Encoding.UTF8.GetString(terminal.OutputSoFar)}");

    /// <summary>What stays on the screen, with the port that everybody has.</summary>
    static string Text(string shown, int port) => Sequences().Replace(shown, "")
        .Replace("\r", "", StringComparison.Ordinal).Replace($":{port}", ":1883", StringComparison.Ordinal);

    static string Draw(params (string Title, string Text)[] terminals)
    {
        var body = new StringBuilder();
        var top = 0;
        foreach (var (title, text) in terminals)
        {
            var lines = text.TrimEnd('\n').Split('\n');
            var height = (lines.Length * LineHeight) + 50;
            body.Append(
                $"""
                <rect x="0" y="{top}" width="{Width}" height="{height}" rx="8" fill="#1e2430"/>
                <text x="16" y="{top + 22}" fill="#8a93a6">{title}</text>

                """);
            for (var i = 0; i < lines.Length; i++)
            {
                var colour = lines[i] switch
                {
                    ['$', ..] => "#7fd1b9",
                    _ when lines[i].Contains("error:", StringComparison.Ordinal) => "#f28b82",
                    _ => "#e6e9ef",
                };
                var (y, shown) = (top + 48 + (i * LineHeight), WebUtility.HtmlEncode(lines[i]));
                body.Append($"<text x=\"16\" y=\"{y}\" fill=\"{colour}\">{shown}</text>\n");
            }

            top += height + 12;
        }

        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {top - 12}"
             font-family="monospace" font-size="14" xml:space="preserve">
            {body}</svg>

            """;
    }

    [GeneratedRegex(@"\u001b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Sequences();
}
