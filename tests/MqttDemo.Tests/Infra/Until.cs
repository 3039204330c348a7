using System.Diagnostics;

namespace MqttDemo.Tests.Infra;

/// <summary>Waits for a condition, with a reason; never for a time.</summary>
static class Until
{
    public static async Task TrueAsync(Func<bool> condition, string reason)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < App.Patience, $"took too long waiting for {reason}");
            await Task.Delay(10);
        }
    }
}
