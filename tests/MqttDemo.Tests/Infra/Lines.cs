using System.Text;

namespace MqttDemo.Tests.Infra;

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

    public static HashSet<string> Of(byte[] text) => [.. Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
