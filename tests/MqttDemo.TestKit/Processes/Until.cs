using System.Diagnostics;

namespace MqttDemo.TestKit.Processes;

/// <summary>Waits for a condition, with a reason; never for a time.</summary>
static class Until
{
    public static Task TrueAsync(Func<bool> condition, string reason) => TrueAsync(condition, () => reason);

    /// <summary>With a reason that tells how far it has come when it has taken too long.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string> reason)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed >= App.Patience)
            {
                Assert.Fail($"took too long waiting for {reason()}");
            }

            await Task.Delay(10);
        }
    }
}
