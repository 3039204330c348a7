using System.Buffers;
using System.Text;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Formats.Templates;

/// <summary>From the text of a template to its parts; a mistake is reported with its place.</summary>
sealed class TemplateParser(string text)
{
    /// <summary>A payload has no more bytes.</summary>
    const int GreatestWidth = 268_435_455;

    /// <summary>More digits than any number has.</summary>
    const int GreatestPrecision = 9_999;

    readonly List<TemplatePart> parts = [];
    readonly ArrayBufferWriter<byte> literal = new();
    int position;

    /// <summary>Where the code begins that is being read.</summary>
    int start;

    /// <summary>The next letter; NUL, which no argument can contain, at the end.</summary>
    char Next => position < text.Length ? text[position] : '\0';

    public List<TemplatePart> Parse()
    {
        while (position < text.Length)
        {
            start = position;
            switch (text[position++])
            {
                case '%':
                    ReadCode();
                    break;
                case '@':
                    ReadTime();
                    break;
                case '\\':
                    ReadEscape();
                    break;
                default:
                    ReadLiteral();
                    break;
            }
        }

        EndLiteral();
        return parts;
    }

    void ReadLiteral()
    {
        var length = text.AsSpan(position).IndexOfAny("%@\\");
        position = length < 0 ? text.Length : position + length;
        Encoding.UTF8.GetBytes(text.AsSpan(start..position), literal);
    }

    /// <summary>%[-][0][width][.precision][separator]code.</summary>
    void ReadCode()
    {
        var isLeftAligned = Skip('-');
        var hasZeros = Skip('0');
        var field = new Field(
            ReadNumber(GreatestWidth, "width"), Skip('.') ? ReadNumber(GreatestPrecision, "precision") : null,
            isLeftAligned, hasZeros);
        // For %x and %X; before another code it means nothing, as in mosquitto_sub 2.1.
        if (position < text.Length && TemplateCodes.Separators.Contains(Next))
        {
            field = field with { Separator = text[position++] };
        }

        var part = TemplateCodes.Find(Next, field)
            ?? throw Mistake("is not a code", $"after % comes one of {TemplateCodes.All}");
        position++;
        Add(part);
    }

    void ReadTime()
    {
        var conversion = Next;
        if (conversion == '@')
        {
            literal.Write("@"u8);
        }
        else if (conversion == 'N')
        {
            Add(new UnixTimePart(hasSeconds: false));
        }
        else if (position < text.Length && TimeConversion.All.Contains(conversion))
        {
            Add(new TimePart(conversion));
        }
        else
        {
            throw Mistake(
                "is not part of a time", $"after @ comes N or one of strftime's {TimeConversion.All}; @@ is an @");
        }

        position++;
    }

    void ReadEscape()
    {
        var escape = TemplateCodes.Escape(Next)
            ?? throw Mistake("is not an escape", $"after \\ comes one of {TemplateCodes.Escapes}");
        literal.Write([escape]);
        position++;
    }

    int ReadNumber(int greatest, string what)
    {
        var number = 0L;
        while (char.IsAsciiDigit(Next))
        {
            number = (number * 10) + (Next - '0');
            if (number > greatest)
            {
                throw Mistake("is too large", $"a {what} is at most {greatest}");
            }

            position++;
        }

        return (int)number;
    }

    bool Skip(char letter)
    {
        if (Next != letter)
        {
            return false;
        }

        position++;
        return true;
    }

    void Add(TemplatePart part)
    {
        EndLiteral();
        parts.Add(part);
    }

    void EndLiteral()
    {
        if (literal.WrittenCount > 0)
        {
            parts.Add(new LiteralPart(literal.WrittenSpan.ToArray()));
            literal.ResetWrittenCount();
        }
    }

    /// <summary>The letter at the position is wrong, or missing.</summary>
    MqttDemoException Mistake(string what, string hint)
    {
        if (position >= text.Length)
        {
            return Usage($"the template ends in the middle of '{text[start..]}'", hint);
        }

        var end = position + (Rune.TryGetRuneAt(text, position, out var rune) ? rune.Utf16SequenceLength : 1);
        return Usage($"invalid template at character {position + 1}: '{text[start..end]}' {what}", hint);
    }
}
