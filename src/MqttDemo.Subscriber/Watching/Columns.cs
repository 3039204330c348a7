using System.Text;
using Wcwidth;

namespace MqttDemo.Subscriber.Watching;

/// <summary>Text in columns of a terminal, where a character takes none, one or two of them.</summary>
static class Columns
{
    /// <summary>How many columns a text takes.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>The text in exactly this many columns: filled with blanks, or cut with an ellipsis.</summary>
    public static string Fit(string text, int columns)
    {
        if (columns <= 0)
        {
            return "";
        }

        var width = Width(text);
        if (width <= columns)
        {
            return text + new string(' ', columns - width);
        }

        var fitted = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (used + Width(rune) > columns - 1)
            {
                break;
            }

            fitted.Append(rune);
            used += Width(rune);
        }

        return fitted.Append('…').Append(' ', columns - used - 1).ToString();
    }

    static int Width(Rune rune) => Math.Max(UnicodeCalculator.GetWidth(rune), 0);
}
