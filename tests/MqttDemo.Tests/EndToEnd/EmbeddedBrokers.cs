using System.Net.Sockets;
using MQTTnet.Packets;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>The broker that a subscriber serves, as its users see it.</summary>
public sealed class EmbeddedBrokers
{
    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Mosquitto_sub_gets_3000_messages_of_QoS_2(string version)
    {
        var port = Ports.Free();
        await using var host = await App.SubscribedAsync("-b", $"embedded:{port}", "-t", "$nothing");
        string[] shared = ["-h", "127.0.0.1", "-p", $"{port}", "-V", version];
        string[] kept = [.. shared, "-t", "t", "-q", "2", "-i", "theirs", "-c", "-x", "100"];
        await using var subscribing = App.Start(Executables.Installed("mosquitto_sub"), [.. kept, "-E"]);
        Assert.Equal(0, (await subscribing.ExitAsync()).Code);
        (await App.PublishAsync([.. shared, "-t", "t", "-q", "2", "-l"], Lines.Sequence(3_000)))
            .ShouldBeSilentSuccess();

        await using var theirs = App.Start(Executables.Installed("mosquitto_sub"), [.. kept, "-C", "3000"]);

        Lines.ShouldBeEqual(Lines.Sequence(3_000), (await theirs.ExitAsync()).Bytes);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task When_the_subscriber_that_serves_ends_one_of_the_others_takes_over()
    {
        const string serving = ": serving one here, on loopback only, until this program ends";
        string[] shared = ["-b", $"embedded:{Ports.Free()}", "-t", "t", "-q", "1"];
        await using var first = await App.SubscribedAsync(shared);
        await using var second = await App.SubscribedAsync(shared);
        await using var third = await App.SubscribedAsync(shared);

        first.Signal("INT");
        Assert.Equal(0, (await first.ExitAsync()).Code);
        await Until.TrueAsync(
            () => new[] { second, third }.All(app => Connections(app) == 2), "both to be connected again");

        // Subscribed again, too, before the other is let in; the other may be on its way.
        await Until.TrueAsync(() => PublishedTo(shared, second, third), "both to get a message");
        Assert.Single(new[] { second, third }, app => app.Error.Contains(serving, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_published_the_moment_its_port_opens_arrives()
    {
        var port = Ports.Free();
        await using var host = App.Subscriber("-b", $"embedded:{port}", "-t", "t", "-C", "1", "-F", "%p");
        using var early = await OpenedAsync(port);

        await early.ConnectAsync("early");
        await early.PublishAsync("t", "first", qos: 1, identifier: 1);
        await early.ReceiveAsync<MqttPubAckPacket>();

        var result = await host.ExitAsync();
        Assert.Equal((0, "first\n"), (result.Code, result.Out));
    }

    static async Task<RawClient> OpenedAsync(int port)
    {
        RawClient? client = null;
        await Until.TrueAsync(
            () =>
            {
                try
                {
                    client = RawClient.OpenAsync(port).GetAwaiter().GetResult();
                }
                catch (SocketException)
                {
                    // Not yet.
                }

                return client is not null;
            },
            "the port to open");
        return client!;
    }

    static int Connections(App app) => app.Error.Split("Connected to").Length - 1;

    static bool PublishedTo(string[] shared, params App[] subscribers)
    {
        App.PublishAsync([.. shared, "-m", "7"]).GetAwaiter().GetResult().ShouldBeSilentSuccess();
        return subscribers.All(subscriber => subscriber.HighestSoFar == 7);
    }
}
