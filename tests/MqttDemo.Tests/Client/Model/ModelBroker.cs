using System.Buffers;
using System.Globalization;
using System.Text;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client.Model;

/// <summary>A broker with a queue for one subscriber at QoS 1, and some messages of QoS 0 between.</summary>
/// <param name="settings">What was drawn.</param>
/// <param name="random">For the messages of QoS 0.</param>
/// <param name="send">Takes packets, with the number of the message in each, to the client.</param>
sealed class ModelBroker(
    ModelSettings settings, Random random, Action<IReadOnlyList<(MqttPublishPacket Packet, int Message)>> send)
{
    readonly Queue<int> queue = new(Enumerable.Range(0, settings.Messages));
    readonly List<(ushort Identifier, int Message)> unacknowledged = [];
    ushort last;
    int atMostOnce;

    public HashSet<int> Acknowledged { get; } = [];

    /// <summary>Gone with a session.</summary>
    public HashSet<int> Forgotten { get; } = [];

    public bool IsDone => queue.Count == 0 && unacknowledged.Count == 0;

    public int ContentOf(int message) => message % settings.Contents;

    /// <summary>A connection stands.</summary>
    /// <param name="isSessionPresent">It is known from before.</param>
    public void Connect(bool isSessionPresent)
    {
        if (!isSessionPresent)
        {
            Forgotten.UnionWith(unacknowledged.Select(entry => entry.Message));
            unacknowledged.Clear();
        }

        if (settings.Repetition != Repetition.SameIdentifier)
        {
            last = 0;
            var again = unacknowledged.Select(entry => entry.Message).ToList();
            unacknowledged.Clear();
            again.ForEach(message => unacknowledged.Add((Next(), message)));
        }

        var dup = settings.Repetition != Repetition.OtherIdentifierWithoutDup;
        send([.. unacknowledged.Select(entry => (Packet(entry.Identifier, entry.Message, dup), entry.Message))]);
        Fill();
    }

    /// <returns>The message that was acknowledged.</returns>
    public int OnPubAck(ushort identifier)
    {
        var index = unacknowledged.FindIndex(entry => entry.Identifier == identifier);
        Assert.True(index >= 0, $"a PUBACK for {identifier}, which is not in use");
        var message = unacknowledged[index].Message;
        unacknowledged.RemoveAt(index);
        Acknowledged.Add(message);
        Fill();
        return message;
    }

    void Fill()
    {
        var packets = new List<(MqttPublishPacket, int)>();
        while (unacknowledged.Count < settings.Window && queue.TryDequeue(out var message))
        {
            if (random.NextDouble() < settings.AtMostOnce)
            {
                packets.Add((Packet(0, --atMostOnce, dup: false), atMostOnce));
            }

            unacknowledged.Add((Next(), message));
            packets.Add((Packet(unacknowledged[^1].Identifier, message, dup: false), message));
        }

        send(packets);
    }

    ushort Next()
    {
        do
        {
            last = last == ushort.MaxValue ? (ushort)1 : (ushort)(last + 1);
        }
        while (unacknowledged.Any(entry => entry.Identifier == last));

        return last;
    }

    MqttPublishPacket Packet(ushort identifier, int message, bool dup) => new()
    {
        Topic = "t",
        Payload = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(
            (message < 0 ? message : ContentOf(message)).ToString(CultureInfo.InvariantCulture))),
        QualityOfServiceLevel = identifier == 0
            ? MqttQualityOfServiceLevel.AtMostOnce
            : MqttQualityOfServiceLevel.AtLeastOnce,
        PacketIdentifier = identifier,
        Dup = dup,
    };
}
