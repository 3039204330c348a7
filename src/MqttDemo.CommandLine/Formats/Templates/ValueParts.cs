using System.Buffers;
using System.Globalization;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats.Templates;

/// <summary>What the template itself says.</summary>
sealed class LiteralPart(byte[] text) : TemplatePart
{
    public bool IsLineEnd => text is [(byte)'\n'];

    public bool EndsLine => text is [.., (byte)'\n'];

    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output) =>
        output.Write(text);
}

/// <summary>A whole number of the message; filling where it has none.</summary>
sealed class NumberPart(Field field, Func<ReceivedMessage, long?> number) : TemplatePart
{
    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output)
    {
        if (number(message) is not { } value)
        {
            field.WriteNothing(output);
            return;
        }

        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        field.WriteNumber(digits[..length], output);
    }
}

/// <summary>A text of the message; blanks where it has none.</summary>
sealed class TextPart(Field field, Func<ReceivedMessage, string?> text) : TemplatePart
{
    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output) =>
        field.WriteText(text(message) ?? "", rendering.Kind, output);
}

/// <summary>The topic for an answer; where there is none, nothing, whatever the width: so does mosquitto_sub.</summary>
sealed class ResponseTopicPart(Field field) : TemplatePart
{
    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output)
    {
        if (message.ResponseTopic is { } topic)
        {
            field.WriteText(topic, rendering.Kind, output);
        }
    }
}

/// <summary>The bytes that an answer repeats.</summary>
sealed class CorrelationDataPart : TemplatePart
{
    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output) =>
        output.WriteBytes(message.CorrelationData, rendering.Kind);
}

/// <summary>name:value, with blanks between them.</summary>
sealed class UserPropertiesPart : TemplatePart
{
    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output)
    {
        var separator = ReadOnlySpan<byte>.Empty;
        foreach (var property in message.UserProperties)
        {
            output.Write(separator);
            output.WriteText(property.Name, rendering.Kind);
            output.Write(":"u8);
            output.WriteBytes(property.Value.Span, rendering.Kind);
            separator = " "u8;
        }
    }
}
