using MqttDemo.Client;
using MqttDemo.Client.Session;
using MqttDemo.Subscriber.Commands;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Client.Model;

/// <summary>
/// Deals with messages as --exec does, one by one and several at once, or as an output does, a whole block at a time;
/// but for the commands and the output, which are only time here.
/// </summary>
sealed class ModelSubscriber(ModelSettings settings, VirtualClock clock, Random random, Action flush) : IBlockOwner
{
    readonly Acknowledgements acknowledgements = new();
    ReceivedBlock? block;
    Acknowledgements.OpenBlock? open;
    int next;
    int running;

    public Gate Gate { get; } = new();

    public Inbox Inbox => field ??= new Inbox(Gate);

    /// <summary>Which message is in a packet.</summary>
    public Dictionary<MqttPublishPacket, int> Messages { get; } = [];

    /// <summary>How often each has been begun, and how often it has been done.</summary>
    public Dictionary<int, int> Begun { get; } = [];

    public Dictionary<int, int> Done { get; } = [];

    public bool IsIdle => running == 0 && block is null && !Inbox.HasBlocks;

    /// <summary>Something has come, or is done.</summary>
    public void GoOn()
    {
        while (settings.IsWrittenInBlocks ? BeginBlock() : BeginMessage())
        {
            // As much at once as there is room for.
        }
    }

    void IBlockOwner.BeginAll(ReceivedMessages asked) => Inbox.BeginAll(asked);

    bool IBlockOwner.Begin(ReceivedMessages asked, int index) => Inbox.Begin(asked, index);

    void IBlockOwner.Acknowledge(ReceivedMessages asked, int count, bool isDone)
    {
        Inbox.Acknowledge(asked, count);
        if (isDone)
        {
            Inbox.Release(asked);
        }

        flush();
    }

    ReceivedBlock? Take() => Inbox.Take() is { } messages ? new ReceivedBlock(this, messages) : null;

    bool BeginBlock()
    {
        if (running > 0 || Take() is not { } taken)
        {
            return false;
        }

        taken.BeginAll();
        running = 1;
        int[] messages = [.. taken.Messages.Select(message => Messages[message.Packet])];
        Array.ForEach(messages, message => Count(Begun, message));
        clock.After(Time() * messages.Length, () =>
        {
            running = 0;
            Array.ForEach(messages, message => Count(Done, message));
            taken.Acknowledge(messages.Length);
            GoOn();
        });
        return true;
    }

    bool BeginMessage()
    {
        if (running == settings.Jobs)
        {
            return false;
        }

        if (block is not { } current)
        {
            if (Take() is not { } taken)
            {
                return false;
            }

            (block, current, open, next) = (taken, taken, acknowledgements.Open(taken, null), 0);
        }

        var (index, place) = (next++, open!);
        var message = Messages[current.Messages[index].Packet];
        block = next == current.Messages.Count ? null : current;
        if (!current.Begin(index))
        {
            acknowledgements.Finish(place, index);
            return true;
        }

        running++;
        Count(Begun, message);
        clock.After(Time(), () =>
        {
            running--;
            Count(Done, message);
            acknowledgements.Finish(place, index);
            GoOn();
        });
        return true;
    }

    /// <summary>
    /// Not quite the same for all: in step with equal lives of the connections each acknowledgement could be lost in a
    /// cut.
    /// </summary>
    double Time() => settings.TimePerMessage * (0.8 + (0.4 * random.NextDouble()));

    static void Count(Dictionary<int, int> counts, int message) =>
        counts[message] = counts.GetValueOrDefault(message) + 1;
}
