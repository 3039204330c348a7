namespace MqttDemo.Config;

/// <summary>The quotes that a word processor or a web page makes of ' and ". To a shell they are letters.</summary>
public static class TypographicQuotes
{
    /// <summary>What is wrong with a text that contains such quotes, as the end of a sentence.</summary>
    public const string Defect = "has typographic quotes, which are no quotes to a shell: type ' or \"";

    /// <summary>The text has some, of English or German.</summary>
    /// <param name="text">The text.</param>
    public static bool AreIn(string text) =>
        text.Any(c => c is '\u2018' or '\u2019' or '\u201C' or '\u201D' or '\u201E');
}
