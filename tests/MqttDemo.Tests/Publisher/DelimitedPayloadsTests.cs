using System.Text;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Tests.Publisher;

public sealed class DelimitedPayloadsTests
{
    [Theory]
    [InlineData("\n", "a\nb\n", "a|b")]
    [InlineData("\n", "a\n\nb", "a||b")]
    [InlineData("\n", "", null)]
    [InlineData("\n", "\n", "")]
    [InlineData("--", "a-b--c---d", "a-b|c|-d")]
    [InlineData("aab", "aaaabx", "aa|x")]
    public async Task Records_are_the_same_however_the_bytes_come_in(string delimiter, string input, string? expected)
    {
        foreach (var size in (int[])[1, 2, 3, 1000])
        {
            using var source = new DelimitedPayloads(new Trickle(Encoding.ASCII.GetBytes(input), size), Encoding.ASCII.GetBytes(delimiter));

            Assert.Equal(expected?.Split('|') ?? [], await RecordsAsync(source));
        }
    }

    [Fact]
    public async Task A_record_may_be_longer_than_any_buffer()
    {
        var record = new string('x', 1_000_000);
        using var source = new DelimitedPayloads(new Trickle(Encoding.ASCII.GetBytes($"{record}\nshort\n{record}"), 50_000), "\n"u8.ToArray());

        Assert.Equal([record, "short", record], await RecordsAsync(source));
    }

    static async Task<List<string>> RecordsAsync(DelimitedPayloads source)
    {
        var records = new List<string>();
        while (await source.FillAsync(CancellationToken.None))
        {
            while (source.TryTake(out var payload))
            {
                records.Add(Encoding.ASCII.GetString(payload.Span));
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
