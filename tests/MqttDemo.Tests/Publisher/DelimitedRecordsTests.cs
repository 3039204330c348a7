using System.Text;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Tests.Publisher;

public sealed class DelimitedRecordsTests
{
    [Theory]
    [InlineData("\n", "a\nb\n", "a|b")]
    [InlineData("\n", "a\n\nb", "a||b")]
    [InlineData("\n", "", null)]
    [InlineData("\n", "\n", "")]
    [InlineData("--", "a-b--c---d", "a-b|c|-d")]
    [InlineData("aab", "aaaabx", "aa|x")]
    public void Records_are_the_same_however_the_bytes_come_in(string delimiter, string input, string? expected)
    {
        foreach (var size in (int[])[1, 2, 3, 1000])
        {
            using var source = new DelimitedRecords(new Trickle(Encoding.ASCII.GetBytes(input), size), Encoding.ASCII.GetBytes(delimiter));

            Assert.Equal(expected?.Split('|') ?? [], Records(source));
        }
    }

    [Fact]
    public void A_record_may_be_longer_than_any_buffer()
    {
        var record = new string('x', 1_000_000);
        using var source = new DelimitedRecords(new Trickle(Encoding.ASCII.GetBytes($"{record}\nshort\n{record}"), 50_000), "\n"u8.ToArray());

        Assert.Equal([record, "short", record], Records(source));
    }

    static List<string> Records(DelimitedRecords source)
    {
        var records = new List<string>();
        while (source.Fill())
        {
            while (source.TryTake(out var record))
            {
                records.Add(Encoding.ASCII.GetString(record.Span));
            }
        }

        return records;
    }

    /// <summary>Gives so many bytes at a time.</summary>
    sealed class Trickle(byte[] content, int size) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(size, buffer.Length)]);
    }
}
