using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>What it costs to wait, which a subscriber does before nearly every message.</summary>
[Trait("Length", "long")]
public sealed class WaitingMemoryTests
{
    [Fact]
    public async Task To_wait_for_a_message_takes_no_memory()
    {
        const int warming = 20, measured = 100, mostBytesEach = 32;
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        var (received, bytes) = (0, 0L);
        var receiving = Task.Factory.StartNew(
            () =>
            {
                using var timeout = new CancellationTokenSource(App.Patience);
                for (var i = 0; i < warming + measured; i++)
                {
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    var block = harness.Session.Receive(timeout.Token)!.Value;
                    bytes += i < warming ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
                    block.BeginAll();
                    block.Acknowledge(block.Messages.Count);
                    Volatile.Write(ref received, i + 1);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        for (var i = 0; i < warming + measured; i++)
        {
            await Until.TrueAsync(() => Volatile.Read(ref received) == i, $"message {i}");
            await connection.PublishAsync("a", MqttQualityOfServiceLevel.AtMostOnce);
        }

        await receiving;
        TestContext.Current.TestOutputHelper!.WriteLine($"{bytes} bytes");
        Assert.InRange(bytes, 0, measured * mostBytesEach);
    }
}
