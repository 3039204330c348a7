namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Both sides are cut 200 times each in one stream, anywhere, also in the middle of a packet and while a session is
/// being resumed.
/// </summary>
public sealed class RandomCuts
{
    const int Cuts = 200;

    public static TheoryData<string> Versions => ["5", "311"];

    internal static int Messages => Math.Max(Scale.Messages, 100_000);

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task At_QoS_2_each_message_arrives_once_and_in_order(string version)
    {
        var received = await RunAsync("2", version);

        Lines.ShouldBeEqual(Lines.Sequence(Messages), received);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task At_QoS_1_no_message_is_lost(string version)
    {
        var received = await RunAsync("1", version);

        Stream.ShouldBeComplete(Messages, Stream.Numbers(received));
    }

    static async Task<byte[]> RunAsync(string qos, string version)
    {
        await using var broker = await Mosquitto.StartAsync();
        return await RunAsync(broker, qos, version);
    }

    internal static async Task<byte[]> RunAsync(TestBroker broker, string qos, string version)
    {
        var random = Scale.Seeded();
        await using var toPublisher = new TcpProxy(broker.Port, Plan(random.Next()));
        await using var toSubscriber = new TcpProxy(broker.Port, Plan(random.Next()));

        var (published, received) = await Stream.RunAsync(
            qos, version, toPublisher.Address, toSubscriber.Address, Messages);

        Assert.Equal((0, "", 0), (published.Code, published.Out, received.Code));
        Assert.Equal((Cuts, Cuts), (toPublisher.Cuts, toSubscriber.Cuts));
        return received.Bytes;
    }

    /// <summary>
    /// The first cut comes when the subscriber has seen enough of the broker to tell what mosquitto sends again after
    /// its PUBREL (see <see cref="Client.ReceivedIdentifiersTests"/>), which happens now and then when it is cut while
    /// it resumes. The cuts are close enough for all of them to find something to cut, also where topic aliases make
    /// the stream shorter.
    /// </summary>
    static Func<int, Fault> Plan(int seed)
    {
        var random = new Random(seed);
        var scale = Messages / 100_000;
        return cuts => cuts switch
        {
            0 => new(CutAfterBytes: 100_000),
            < Cuts => new(CutAfterBytes: random.Next(500, 13_000 * scale)),
            _ => Fault.None,
        };
    }
}
