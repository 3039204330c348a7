using System.Text;
using MqttDemo.Config;

namespace MqttDemo.Subscriber.Commands;

/// <summary>
/// The words of --exec: split at blanks as a shell does, with '...', "..." and \ for what belongs together. Nothing is
/// expanded and nothing redirected. On Windows \ stands between folders: it is a character like others, unless a "
/// follows, where it means what it means to the programs of Windows.
/// </summary>
/// <param name="Words">The program and its arguments.</param>
/// <param name="ShellOnly">The first character that means something to a shell where it stands, and nothing here; null
/// when there is none.</param>
sealed record CommandWords(IReadOnlyList<string> Words, char? ShellOnly)
{
    const string MeansSomethingToShells = "|&;<>()$`*?[";
    const string MeansSomethingInDoubleQuotes = "$`";

    /// <exception cref="MqttDemoException">There is nothing in it, or a quote is not closed (exit code 2).</exception>
    public static CommandWords Split(string command) => Split(command, OperatingSystem.IsWindows());

    /// <exception cref="MqttDemoException">There is nothing in it, or a quote is not closed (exit code 2).</exception>
    public static CommandWords Split(string command, bool isWindows)
    {
        var words = new List<string>();
        char? shellOnly = null;
        var position = 0;
        while (true)
        {
            while (position < command.Length && IsBlank(command[position]))
            {
                position++;
            }

            if (position == command.Length)
            {
                return words is [{ Length: > 0 }, ..] ? new(words, shellOnly) : throw Usage("--exec needs a command");
            }

            words.Add(NextWord(command, isWindows, ref position, ref shellOnly));
        }
    }

    static string NextWord(string command, bool isWindows, ref int position, ref char? shellOnly)
    {
        var start = position;
        var word = new StringBuilder();
        while (position < command.Length && !IsBlank(command[position]))
        {
            var character = command[position++];
            switch (character)
            {
                case '\'' or '"':
                    AddQuoted(command, character, isWindows, ref position, word, ref shellOnly);
                    break;
                case '\\' when isWindows:
                    AddBackslashes(command, ref position, word);
                    break;
                case '\\':
                    word.Append(
                        position < command.Length
                            ? command[position++]
                            : throw Open("the \\ at its end is followed by nothing"));
                    break;
                default:
                    // A ~ is a home directory at the beginning of a word only.
                    shellOnly ??= MeansSomethingToShells.Contains(character, StringComparison.Ordinal)
                        || (character == '~' && position - 1 == start)
                        ? character
                        : null;
                    word.Append(character);
                    break;
            }
        }

        return word.ToString();
    }

    static void AddQuoted(
        string command, char quote, bool isWindows, ref int position, StringBuilder word, ref char? shellOnly)
    {
        var start = position;
        while (position < command.Length)
        {
            var character = command[position++];
            if (character == quote)
            {
                return;
            }

            if (isWindows && quote == '"' && character == '\\')
            {
                AddBackslashes(command, ref position, word);
                continue;
            }

            // Between double quotes \ escapes a quote or itself only; between single quotes it means itself.
            var escapes =
                quote == '"' && character == '\\' && position < command.Length && (command[position] is '"' or '\\');
            shellOnly ??= quote == '"' && MeansSomethingInDoubleQuotes.Contains(character, StringComparison.Ordinal)
                ? character
                : null;
            word.Append(escapes ? command[position++] : character);
        }

        throw Open($"the {quote} at character {start} is not closed");
    }

    /// <summary>
    /// The first has been read. Before a " two are one, and one that is left over makes it a character (Microsoft,
    /// "Parsing C command-line arguments").
    /// </summary>
    static void AddBackslashes(string command, ref int position, StringBuilder word)
    {
        var count = 1;
        while (position < command.Length && command[position] == '\\')
        {
            (count, position) = (count + 1, position + 1);
        }

        if (position == command.Length || command[position] != '"')
        {
            word.Append('\\', count);
            return;
        }

        word.Append('\\', count / 2);
        if (count % 2 == 1)
        {
            word.Append(command[position++]);
        }
    }

    static bool IsBlank(char character) => character is ' ' or '\t' or '\n' or '\r';

    static MqttDemoException Open(string defect) => Usage($"--exec: {defect}");
}
