using System.Reflection;
using System.Text;
using MqttDemo.CommandLine.Output;

namespace MqttDemo.CommandLine.Shell;

/// <summary>Writes a page of the manual in roff, with the macros that <c>man</c> brings: man(7).</summary>
sealed class ManualPage
{
    const int LongestLine = 80;

    readonly StringBuilder text = new();
    bool isAfterHeading;

    /// <param name="name">The name of the page.</param>
    /// <param name="section">Its section: 1 has programs, 5 has file formats.</param>
    /// <param name="summary">What it is about, in half a sentence.</param>
    /// <param name="alsoCalled">Its other name.</param>
    public ManualPage(string name, int section, string summary, string? alsoCalled = null)
    {
        var date = typeof(ManualPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(
            one => one.Key == "Date").Value;
        text.Append($".TH {name.ToUpperInvariant()} {section} {date} \"MqttDemo {VersionText.Short}\"\n");
        Section("Name");
        Prose($"{name}{(alsoCalled is null ? "" : $", {alsoCalled}")} - {summary}");
    }

    /// <summary>What has been written.</summary>
    public string Text => text.ToString();

    public void Section(string title)
    {
        text.Append($".SH {title.ToUpperInvariant()}\n");
        isAfterHeading = true;
    }

    public void Subsection(string title) => text.Append($".SS {Escape(title)}\n");

    public void Paragraph(string prose)
    {
        Begin();
        Prose(prose);
    }

    /// <summary>A term and, indented, what it means.</summary>
    /// <param name="term">The term, of <see cref="Bold"/>, <see cref="Italic"/> and plain parts.</param>
    /// <param name="prose">What it means.</param>
    public void Term(string term, string prose)
    {
        text.Append($".TP\n{term}\n");
        Prose(prose);
    }

    /// <summary>Lines that are shown as they are.</summary>
    public void Example(params IEnumerable<string> lines)
    {
        Begin();
        text.Append($".nf\n.RS\n{string.Concat(lines.Select(line => $"{Escape(line)}\n"))}.RE\n.fi\n");
    }

    /// <summary>The end: other pages.</summary>
    /// <param name="pages">As man names them, such as publisher(1).</param>
    public void SeeAlso(IEnumerable<string> pages)
    {
        Section("See also");
        Line(string.Join(", ", pages.Select(one => $"{Bold(one[..^3])}{one[^3..]}")));
    }

    /// <summary>A line of its own parts, not of prose.</summary>
    public void Line(string parts) => text.Append($"{parts}\n");

    public static string Bold(string word) => $"\\fB{Escape(word)}\\fR";

    public static string Italic(string word) => $"\\fI{Escape(word)}\\fR";

    /// <summary>A heading begins a paragraph by itself.</summary>
    void Begin()
    {
        text.Append(isAfterHeading ? "" : ".PP\n");
        isAfterHeading = false;
    }

    /// <summary>Lines of the source have at most 80 characters.</summary>
    void Prose(string prose)
    {
        var line = "";
        foreach (var word in prose.Split(' ').Select(Escape))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > LongestLine)
            {
                text.Append($"{line}\n");
                line = "";
            }

            line += line.Length > 0 ? $" {word}" : word;
        }

        text.Append($"{line}\n");
    }

    /// <summary>
    /// As it is typed: roff would make dashes, quotes and accents of some characters (groff_char(7)).
    /// </summary>
    static string Escape(string prose)
    {
        var escaped = prose.Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal)
            .Replace("'", "\\(aq", StringComparison.Ordinal)
            .Replace("`", "\\(ga", StringComparison.Ordinal)
            .Replace("~", "\\(ti", StringComparison.Ordinal)
            .Replace("^", "\\(ha", StringComparison.Ordinal);
        return escaped.StartsWith('.') ? $"\\&{escaped}" : escaped;
    }
}
