using System.Text;
using CsCheck;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;
using MqttDemo.Publisher.Sources.Json;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Hostile;

/// <summary>
/// Whatever a line of the input is, the publisher takes it or says why not, and the lines after it are read as if it
/// were not there.
/// </summary>
public sealed class Records
{
    const string Line =
        """{"tst":"2026-11-25T01:02:03.123456+0100","topic":"a","qos":1,"retain":false,"properties":{"user-properties":[{"a":"\u00e9"}],"content-type":"x"},"payload":"\ud83e\udd8a"}""";

    static readonly PublishSettings Settings = new(
        "t", QualityOfService.AtMostOnce, Retain: false, AllowsDowngrade: false, WantsStatistics: false);

    static readonly Gen<byte[]> AnyLine = Gen.OneOf(
        Gen.Byte.Array[0, 60],
        Gen.String[Gen.Char["{}[]\":,\\u0d89abc payloadtopicqos\r\t\0"], 0, 60].Select(Encoding.UTF8.GetBytes),
        Gen.Select(Gen.Int[0, Line.Length - 1], Gen.Int[0, 6], Gen.Byte.Array[0, 4]).Select((at, length, insert) =>
            (byte[])[
                .. Encoding.UTF8.GetBytes(Line[..at]), .. insert,
                .. Encoding.UTF8.GetBytes(Line[Math.Min(Line.Length, at + length)..])]))
        .Select(bytes => bytes.Where(letter => letter != '\n').ToArray());

    [Fact]
    public void No_line_of_JSON_affects_another() =>
        Gen.Select(AnyLine.Array[0, 4], Gen.Bool, Gen.Int[1, 100]).Sample((lines, wantsTimes, chunk) =>
    {
        using var source = Open(lines, Line, new JsonRecords(Settings, wantsTimes), chunk);
        return source.Count(
            lines, record => record.Message.Payload.Span.SequenceEqual("🦊"u8) && record.Message.Topic == "a");
    }, iter: 20_000);

    [Fact]
    public void No_line_with_a_topic_affects_another() =>
        Gen.Select(AnyLine.Array[0, 4], Gen.Int[1, 100]).Sample((lines, chunk) =>
    {
        using var source = Open(lines, "a:b", new KeyedRecords(Settings, ":"u8.ToArray()), chunk);
        return source.Count(
            lines, record => record.Message.Payload.Span.SequenceEqual("b"u8) && record.Message.Topic == "a");
    }, iter: 20_000);

    static Reading Open(byte[][] lines, string good, IRecordFormat format, int chunk)
    {
        byte[] input = [
            .. lines.SelectMany(line => (byte[])[.. line, (byte)'\n', .. Encoding.UTF8.GetBytes(good), (byte)'\n'])];
        return new(
            new RecordMessages(
                new DelimitedRecords(new ChunkedStream(input, chunk), "\n"u8.ToArray()), format, isTyped: false));
    }

    sealed class Reading(RecordMessages source) : IDisposable
    {
        /// <summary>As many records as lines, of which every second is the good one.</summary>
        public bool Count(byte[][] lines, Func<InputRecord, bool> isGood)
        {
            var count = 0;
            while (source.Fill())
            {
                while (source.TryTake(out var record))
                {
                    if (++count % 2 == 0 ? !isGood(record) : record.Defect is { Length: < 10 })
                    {
                        return false;
                    }
                }
            }

            return count == 2 * lines.Length;
        }

        public void Dispose() => source.Dispose();
    }
}
