using System.Buffers;
using System.Globalization;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats.Templates;

/// <summary>The payload; a width cuts it, too.</summary>
sealed class PayloadPart(Field field) : TemplatePart
{
    /// <summary>Nothing comes behind it but a line end.</summary>
    public bool EndsTemplate { get; set; }

    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output)
    {
        var payload = field.Cut(message.Payload);
        var missing = field.Width - payload.Length;
        Field.Fill(field.Filling, field.IsLeftAligned ? 0 : missing, output);
        output.WritePayload(payload, rendering.Kind, EndsTemplate);
        Field.Fill((byte)' ', field.IsLeftAligned ? missing : 0, output);
    }
}

/// <summary>The payload in hexadecimal, in groups of as many digits as the precision says.</summary>
sealed class HexPart(Field field, bool isUpper) : TemplatePart
{
    readonly int group = field.Precision ?? 0;

    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output)
    {
        var payload = field.Cut(message.Payload);
        var missing = Math.Max(0, field.Width - (2 * payload.Length));
        var position = 0;
        for (var i = 0; i < missing && !field.IsLeftAligned; i++)
        {
            WriteDigit(field.Filling, ref position, isLast: false, output);
        }

        if (group == 0)
        {
            WriteAll(payload, output);
        }
        else
        {
            WriteGroups(payload, position, output);
        }

        Field.Fill((byte)' ', field.IsLeftAligned ? missing : 0, output);
    }

    void WriteAll(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        var digits = output.GetSpan(payload.Length * 2);
        _ = isUpper
            ? Convert.TryToHexString(payload, digits, out var written)
            : Convert.TryToHexStringLower(payload, digits, out written);
        output.Advance(written);
    }

    void WriteGroups(ReadOnlySpan<byte> payload, int position, IBufferWriter<byte> output)
    {
        var left = 2 * payload.Length;
        Span<byte> digits = stackalloc byte[2];
        foreach (var value in payload)
        {
            _ = isUpper
                ? Convert.TryToHexString([value], digits, out _)
                : Convert.TryToHexStringLower([value], digits, out _);
            WriteDigit(digits[0], ref position, isLast: false, output);
            WriteDigit(digits[1], ref position, isLast: (left -= 2) == 0, output);
        }
    }

    /// <summary>The padding has separators too; after the last digit there is none.</summary>
    void WriteDigit(byte digit, ref int position, bool isLast, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(2);
        span[0] = digit;
        span[1] = (byte)field.Separator;
        position++;
        output.Advance(!isLast && group > 0 && position % group == 0 ? 2 : 1);
    }
}

/// <summary>The payload as a number of IEEE 754 in the byte order of this machine, as C's printf writes it.</summary>
sealed class FloatPart(Field field, char code, int size) : TemplatePart
{
    readonly string format = $"F{field.Precision ?? 6}";
    readonly byte[] digits = new byte[320 + (field.Precision ?? 6)];

    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output)
    {
        if (message.Payload.Length != size)
        {
            rendering.Messages.Warning(
                $"the payload on topic '{message.Topic}' cannot be shown as %{code}: it has {message.Payload.Length} "
                + $"bytes, not {size}");
            return;
        }

        Span<byte> bytes = stackalloc byte[size];
        message.Payload.Span.CopyTo(bytes);
        field.WriteNumber(
            Text(size == sizeof(float) ? BitConverter.ToSingle(bytes) : BitConverter.ToDouble(bytes)), output);
    }

    ReadOnlySpan<byte> Text(double value)
    {
        var isNegative = double.IsNegative(value);
        if (double.IsNaN(value))
        {
            return isNegative ? "-nan"u8 : "nan"u8;
        }

        if (double.IsInfinity(value))
        {
            return isNegative ? "-inf"u8 : "inf"u8;
        }

        value.TryFormat(digits, out var length, format, CultureInfo.InvariantCulture);
        return digits.AsSpan(0, length);
    }
}

/// <summary>The whole message as JSON; the payload in it as a text, or embedded as the JSON that it is.</summary>
sealed class JsonPart(bool embedsPayload) : TemplatePart
{
    public override bool NeedsTime => true;

    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output)
    {
        if (!embedsPayload)
        {
            rendering.Json.Write(message, rendering.ReceivedAt, output);
        }
        else if (!rendering.Json.TryWriteEmbedding(message, rendering.ReceivedAt, output))
        {
            rendering.Messages.Warning($"the payload on topic '{message.Topic}' is not valid JSON");
        }
    }
}
