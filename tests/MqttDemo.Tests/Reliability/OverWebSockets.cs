namespace MqttDemo.Tests.Reliability;

/// <summary>
/// The promises hold over WebSockets too. A proxy cannot see packets in their masked frames, so it cuts at bytes.
/// </summary>
public sealed class OverWebSockets
{
    const int Cuts = 5;

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Connections_of_the_publisher_that_break_lose_nothing(string qos)
    {
        await using var broker = await Mosquitto.StartWebSocketAsync();
        var chance = Scale.Seeded();
        await using var proxy = new TcpProxy(
            broker.WebSocketPort, cuts => cuts < Cuts ? new Fault(chance.Next(1_000, 40_000)) : Fault.None);

        var (published, received) = await Stream.RunAsync(
            qos, "5", $"ws://{proxy.Address}", broker.Address, Scale.Messages, () => proxy.Cuts == Cuts);

        ShouldBeWhole(qos, published, received);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Connections_of_the_subscriber_that_break_lose_nothing(string qos)
    {
        await using var broker = await Mosquitto.StartWebSocketAsync();
        var chance = Scale.Seeded();
        await using var proxy = new TcpProxy(
            broker.WebSocketPort, cuts => cuts < Cuts ? new Fault(chance.Next(1_000, 40_000)) : Fault.None);

        var (published, received) = await Stream.RunAsync(
            qos, "5", broker.Address, $"ws://{proxy.Address}", Scale.Messages, () => proxy.Cuts == Cuts);

        ShouldBeWhole(qos, published, received);
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task At_QoS_0_the_publisher_ends_when_the_broker_has_everything(string scheme)
    {
        using var certificates = new Certificates();
        await using var broker =
            await (
                scheme == "ws" ? Mosquitto.StartWebSocketAsync() : Mosquitto.StartSecureWebSocketAsync(certificates));
        await using var subscriber = await Stream.SubscribeAsync(broker.Address, "0", "5");
        string[] trust = scheme == "ws" ? [] : ["--cafile", certificates.Authority];

        await using var publisher = Stream.Publish(
            $"{scheme}://localhost:{broker.WebSocketPort}", "0", "5", more: trust);
        (await publisher.FinishAsync(Lines.Sequence(Scale.Messages))).ShouldBeSilentSuccess();
        await subscriber.UntilDistinctAsync(Scale.Messages);

        Lines.ShouldBeEqual(Lines.Sequence(Scale.Messages), (await Stream.EndAsync(subscriber)).Bytes);
    }

    static void ShouldBeWhole(string qos, AppResult published, AppResult received)
    {
        Assert.Equal((0, "", 0), (published.Code, published.Out, received.Code));
        if (qos == "2")
        {
            Lines.ShouldBeEqual(Lines.Sequence(Scale.Messages), received.Bytes);
        }

        Stream.ShouldBeComplete(Scale.Messages, Stream.Numbers(received.Bytes));
    }
}
