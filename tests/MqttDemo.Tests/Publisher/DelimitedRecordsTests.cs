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
            using var source = new DelimitedRecords(
                new Trickle(Encoding.ASCII.GetBytes(input), size), Encoding.ASCII.GetBytes(delimiter));

            Assert.Equal(expected?.Split('|') ?? [], Records(source));
        }
    }

    [Fact]
    public void Of_a_line_of_Windows_one_CR_before_its_LF_is_no_part()
    {
        foreach (var size in (int[])[1, 2, 3, 1000])
        {
            using var source = new DelimitedRecords(
                new Trickle("one\r\ntwo\n\r\na\rb\r\r\nend\r"u8.ToArray(), size), "\n"u8.ToArray(),
                dropsCarriageReturn: true);

            Assert.Equal(["one", "two", "", "a\rb\r", "end\r"], Records(source));
        }
    }

    [Fact]
    public void A_record_may_be_longer_than_any_buffer()
    {
        var record = new string('x', 1_000_000);
        using var source = new DelimitedRecords(
            new Trickle(Encoding.ASCII.GetBytes($"{record}\nshort\n{record}"), 50_000), "\n"u8.ToArray());

        Assert.Equal([record, "short", record], Records(source));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("--")]
    public void A_record_that_is_too_long_is_thrown_away_and_the_others_are_not(string delimiter)
    {
        foreach (var size in (int[])[1, 3, 100_000])
        {
            foreach (var end in (string[])["", delimiter])
            {
                var giant = new string('x', 300_000);
                var longest = new string('y', 150_000);
                var content = Encoding.ASCII.GetBytes(
                    $"a{delimiter}{giant}{delimiter}b{delimiter}{longest}{delimiter}c{delimiter}{giant}{end}");
                using var source = new DelimitedRecords(
                    new Trickle(content, size), Encoding.ASCII.GetBytes(delimiter), 150_000);

                Assert.Equal(["a", "(too long)", "b", longest, "c", "(too long)"], Records(source));
            }
        }
    }

    static List<string> Records(DelimitedRecords source)
    {
        var records = new List<string>();
        while (source.Fill())
        {
            while (source.TryTake(out var record, out var isTooLong))
            {
                records.Add(isTooLong ? "(too long)" : Encoding.ASCII.GetString(record.Span));
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
