using System.Text;

namespace MqttDemo.TestKit.Processes;

static class Lines
{
    /// <summary>What seq 1 N prints.</summary>
    public static byte[] Sequence(int count)
    {
        var text = new StringBuilder(count * 7);
        for (var i = 1; i <= count; i++)
        {
            text.Append(i).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Byte for byte; says which lines make the difference.</summary>
    public static void ShouldBeEqual(byte[] expected, byte[] received)
    {
        if (expected.AsSpan().SequenceEqual(received))
        {
            return;
        }

        var (wanted, got) = (InOrder(expected), InOrder(received));
        var missing = wanted.Except(got).ToList();
        var twice = got.CountBy(line => line).Where(line => line.Value > 1).Select(line => line.Key).ToList();
        var different = wanted.Zip(got).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail($"{got.Length} lines came out of {wanted.Length}; the first difference is at line {different + 1}; "
            + $"{missing.Count} are missing ({missing.FirstOrDefault()} first), {twice.Count} came more than once "
            + $"({twice.FirstOrDefault()} first)");
    }

    public static HashSet<string> Of(byte[] text) => [.. InOrder(text)];

    static string[] InOrder(byte[] text) =>
        Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
