using System.Text;

namespace MqttDemo.TestKit.Processes;

/// <summary>What a run left behind.</summary>
sealed record AppResult(int Code, byte[] Bytes, string Error)
{
    public string Out => Encoding.UTF8.GetString(Bytes);

    /// <summary>It did what it should and had nothing to say about it.</summary>
    public void ShouldBeSilentSuccess() => Assert.Equal((0, "", ""), (Code, Out, Error));

    /// <summary>It ended with this code, a sentence with these words on stderr, and nothing on stdout.</summary>
    public void ShouldFail(ExitCode code, params string[] words)
    {
        Assert.Equal(((int)code, ""), (Code, Out));
        foreach (var word in words)
        {
            Assert.Contains(word, Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("internal error", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }
}
