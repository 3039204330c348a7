using System.Globalization;

namespace MqttDemo.Benchmarks.Results;

/// <summary>Figures for the eye, in Markdown, ratios first.</summary>
static class Table
{
    static readonly string[] Head = ["figure", "ours / theirs", "wanted", "", "ours", "theirs", "unit"];

    public static void Write(TextWriter output, Machine machine, IReadOnlyList<Figure> figures)
    {
        output.WriteLine(machine.ToString());
        output.WriteLine();
        var rows = figures.Select(Row).Prepend(Head).ToArray();
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        WriteRow(output, rows[0], widths);
        output.WriteLine($"|{string.Join('|', widths.Select(width => new string('-', width + 2)))}|");
        foreach (var row in rows.Skip(1))
        {
            WriteRow(output, row, widths);
        }

        foreach (var (name, whose, failures) in figures.SelectMany(Failures))
        {
            output.WriteLine();
            output.WriteLine(
                $"{name}: {failures.Count} runs of {whose} do not count: {string.Join("; ", failures.Distinct())}.");
        }
    }

    static void WriteRow(TextWriter output, string[] row, int[] widths) =>
        output.WriteLine($"| {string.Join(" | ", row.Select((cell, column) => cell.PadRight(widths[column])))} |");

    static string[] Row(Figure figure) =>
    [
        figure.Name,
        double.IsNaN(figure.Ratio.Median)
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{figure.Ratio.Median:0.00} ({figure.Ratio.Least:0.00}-{figure.Ratio.Most:0.00})"),
        figure.Wanted?.ToString() ?? "",
        figure.Wanted is null ? "" : figure.IsMet ? "met" : "MISSED",
        Number(figure.Ours.Median),
        Number(figure.Theirs.Median),
        figure.Unit,
    ];

    static IEnumerable<(string Name, string Whose, IReadOnlyList<string> Failures)> Failures(Figure figure) =>
        (
            (IEnumerable<(string, string, IReadOnlyList<string>)>)[
                (figure.Name, "ours", figure.Failures), (figure.Name, "theirs", figure.TheirFailures)])
            .Where(entry => entry.Item3.Count > 0);

    static string Number(double value) => value switch
    {
        double.NaN => "",
        >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
