using System.Net.Sockets;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>The version of MQTT that the programs speak with brokers that do not just say which they have.</summary>
public sealed class Versions
{
    const byte Level5 = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_broker_that_is_just_starting_and_closes_before_CONNACK_is_spoken_to_in_MQTT_5(int closings)
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        var connections = 0;
        await using var starting = InFrontOf(mosquitto, _ => ++connections > closings);
        var address = $"127.0.0.1:{starting.Port}";

        var result = await App.SubscribeAsync("-b", address, "-t", "t", "-E");

        Assert.Equal(
            (0, "", $"Connected to {address}: Success\nSubscribed to t\n"), (result.Code, result.Out, result.Error));
    }

    [Fact]
    public async Task A_broker_that_closes_on_MQTT_5_is_spoken_to_in_3_1_1_and_the_subscriber_says_so()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        await using var old = InFrontOf(mosquitto, level => level < Level5);
        var address = $"127.0.0.1:{old.Port}";

        var subscribed = await App.SubscribeAsync("-b", address, "-t", "t", "-E");
        var kept = await App.SubscribeAsync("-b", address, "-t", "t", "-E", "-c", "-i", "me");

        Assert.Equal(
            (
                0,
                "",
                $"Connected to {address}: Success (MQTT 3.1.1, which keeps no session without -c)\nSubscribed to t\n"),
            (subscribed.Code, subscribed.Out, subscribed.Error));
        Assert.Equal(
            (0, "", $"Connected to {address}: Success (MQTT 3.1.1)\nSubscribed to t\n"),
            (kept.Code, kept.Out, kept.Error));
        (await App.PublishAsync(["-b", address, "-t", "t", "-q", "1", "-m", "x"])).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_MQTT_5_is_spoken_to_in_3_1_1_within_the_connect_time_out()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        await using var deaf = InFrontOf(mosquitto, level => level < Level5, isSilent: true);

        (
            await App.PublishAsync(
                ["-b", $"127.0.0.1:{deaf.Port}", "-t", "t", "-q", "1", "-m", "x", "--connect-timeout", "4"]))
            .ShouldBeSilentSuccess();
    }

    /// <summary>
    /// Lets through to the broker only the connections that are wanted, by the level of their CONNECT; closes the
    /// others, or leaves them without an answer.
    /// </summary>
    static ScriptedServer InFrontOf(TestBroker broker, Func<byte, bool> isWanted, bool isSilent = false) =>
        new(async (stream, cancellationToken) =>
    {
        // Fixed header, length, "MQTT" with its length, level.
        var begin = new byte[9];
        await stream.ReadExactlyAsync(begin, cancellationToken);
        if (isWanted(begin[8]))
        {
            using var client = new TcpClient("127.0.0.1", broker.Port);
            await client.GetStream().WriteAsync(begin, cancellationToken);
            await Task.WhenAny(
                stream.CopyToAsync(client.GetStream(), cancellationToken),
                client.GetStream().CopyToAsync(stream, cancellationToken));
        }
        else if (isSilent)
        {
            await stream.CopyToAsync(Stream.Null, cancellationToken);
        }
    });
}
