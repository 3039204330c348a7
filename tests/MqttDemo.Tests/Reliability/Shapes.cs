namespace MqttDemo.Tests.Reliability;

/// <summary>However the network cuts up, gathers or slows down the bytes, the stream is the same.</summary>
public sealed class Shapes
{
    public static TheoryData<string, string, string> Cells =>
    [
        .. from version in (string[])["5", "311"]
           from qos in (string[])["0", "1", "2"]
           from shape in (Shape[])[Shape.SingleBytes, Shape.Merged, Shape.Delayed, Shape.Throttled]
           // 20 messages a round trip, which is mosquitto's window before MQTT 5: the same as with MQTT 5, and takes
           // minutes.
           where (version, qos, shape) is not ("311", "2", Shape.Delayed)
           select new TheoryDataRow<string, string, string>(version, qos, shape.ToString()),
    ];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_stream_comes_out_as_it_went_in(string version, string qos, string shape)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new TcpProxy(broker.Port, _ => new(Shape: Enum.Parse<Shape>(shape)));

        var (published, received) = await Stream.RunAsync(qos, version, proxy.Address, proxy.Address, Scale.Messages);

        published.ShouldBeSilentSuccess();
        Assert.Equal(0, received.Code);
        Lines.ShouldBeEqual(Lines.Sequence(Scale.Messages), received.Bytes);
    }
}
