using MqttDemo.Client;
using MqttDemo.Client.Session;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Client;

/// <summary>What the inbox keeps.</summary>
public sealed class InboxMemoryTests
{
    readonly Gate gate = new();
    readonly Inbox inbox;

    public InboxMemoryTests() => inbox = new Inbox(gate);

    [Fact]
    public void After_a_burst_no_more_than_a_few_blocks_are_kept()
    {
        const int burst = 20_000;
        var first = Pass(burst);

        var again = Pass(burst);

        Assert.Equal(burst, first.Count);
        Assert.InRange(again.Intersect(first).Count(), 1, ReceivedBlocks.MostSpare);
    }

    [Fact]
    public void A_stream_uses_the_same_blocks_again_and_again()
    {
        var blocks = new HashSet<ReceivedMessages>();
        for (var i = 0; i < 1_000; i++)
        {
            blocks.UnionWith(Pass(ReceivedBlocks.MostSpare));
        }

        Assert.Equal(ReceivedBlocks.MostSpare, blocks.Count);
    }

    /// <summary>
    /// So many come, each by itself, before any is taken; then all are dealt with. Returns their blocks.
    /// </summary>
    HashSet<ReceivedMessages> Pass(int count)
    {
        using var held = gate.Enter();
        for (var i = 0; i < count; i++)
        {
            inbox.OnPublish(new MqttPublishPacket { Topic = "t" });
            inbox.EndBlock();
        }

        var blocks = new HashSet<ReceivedMessages>();
        while (inbox.Take() is { } block)
        {
            blocks.Add(block);
            inbox.Release(block);
        }

        return blocks;
    }
}
