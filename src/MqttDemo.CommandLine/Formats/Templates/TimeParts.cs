using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Clock;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats.Templates;

/// <summary>One conversion of C's strftime.</summary>
sealed class TimePart(char conversion) : TemplatePart
{
    public override bool NeedsTime => true;

    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output) =>
        TimeConversion.Write(conversion, rendering.ReceivedAt, rendering.Zone, output);
}

/// <summary>2016-08-10T09:47:38+0100.</summary>
sealed class IsoTimePart(Field field) : TemplatePart
{
    public override bool NeedsTime => true;

    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output)
    {
        Span<byte> text = stackalloc byte[32];
        var length = TimeWithOffset.Write(rendering.ReceivedAt, "yyyy'-'MM'-'dd'T'HH':'mm':'sszz", text);
        field.WriteText(text[..length], OutputKind.Stream, output);
    }
}

/// <summary>Seconds since 1970 and the nanoseconds in the second: 1470818943.786368637.</summary>
sealed class UnixTimePart(bool hasSeconds) : TemplatePart
{
    public override bool NeedsTime => true;

    public override void Write(in ReceivedMessage message, Rendering rendering, IBufferWriter<byte> output)
    {
        var time = rendering.ReceivedAt;
        var nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick;
        var text = output.GetSpan(40);
        var length = 0;
        if (hasSeconds)
        {
            Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"{time.ToUnixTimeSeconds()}.", out length);
        }

        nanoseconds.TryFormat(text[length..], out var digits, "D9", CultureInfo.InvariantCulture);
        output.Advance(length + digits);
    }
}
