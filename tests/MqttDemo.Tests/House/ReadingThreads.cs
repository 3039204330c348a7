using System.Text.RegularExpressions;
using MqttDemo.Client;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.House;

/// <summary>Threads that wait in the kernel say what they are, and stay what they are.</summary>
public sealed partial class ReadingThreads
{
    [Theory]
    [InlineData("Transport", "SocketStream")]
    [InlineData("Transport", "ReadAheadStream")]
    [InlineData("Transport", "BinaryMessageStream")]
    [InlineData("Transport", "HttpHead")]
    [InlineData("Transport", "HttpTunnel")]
    [InlineData("Transport", "SocksTunnel")]
    [InlineData("Transport", "ProxyTunnel")]
    [InlineData("Transport", "TlsHandshake")]
    [InlineData("Transport", "WebSocketUpgrade")]
    [InlineData("Transport", "TransportConnector")]
    [InlineData("Wire", "ReceiveBuffer")]
    [InlineData("Wire", "PacketReader")]
    [InlineData("Wire", "PacketDecoder")]
    [InlineData("Wire", "PacketChannel")]
    [InlineData("Session", "Handshake")]
    [InlineData("Session", "MessageReception")]
    public async Task What_reads_a_connection_is_synchronous(string folder, string type)
    {
        var source = await File.ReadAllTextAsync(
            Path.Combine(Executables.Repository, "src", "MqttDemo.Client", folder, $"{type}.cs"),
            TestContext.Current.CancellationToken);

        var asynchronous = Asynchronous().Matches(source).Select(match => match.Groups[1].Value);

        // The thread that flushes writes.
        Assert.All(asynchronous, name => Assert.Matches("^(Write|CloseOutput|Flush)", name));
    }

    /// <summary>Who waits for a task otherwise does not end the start, and no timer rings meanwhile.</summary>
    [Fact]
    public void Only_the_main_thread_knows_how_to_wait_for_a_task()
    {
        // The race waits when the moment has passed.
        string[] allowed = ["MainThread.cs", "SocketRace.cs"];

        var waiting = SourceFile.ReadAll(Path.Combine(Executables.Repository, "src", "MqttDemo.Client"))
            .Where(file => Waits().IsMatch(file.Code)).Select(file => file.Name);

        Assert.Equal(allowed, waiting.Order());
    }

    [Fact]
    public async Task The_threads_of_the_programs_have_names()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-C", "1");
        await using var publisher = App.Publisher("-b", broker.Address, "-t", "t", "-l");

        await Until.TrueAsync(() => publisher.ThreadNames.Contains("input"), "the publisher's threads");
        await Until.TrueAsync(() => subscriber.ThreadNames.Contains("receiving"), "the subscriber's threads");

        await publisher.TypeAsync("x\n");
        Assert.Equal("x\n", (await subscriber.ExitAsync()).Out);
    }

    [Fact]
    public async Task A_connection_after_the_first_is_read_on_a_thread_of_its_own()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "-C", "2", "--quiet");
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        await first.GrantAsync();
        await Until.TrueAsync(() => subscriber.ThreadNames.Contains("receiving"), "the end of the start");
        await first.PublishAsync("a", MqttQualityOfServiceLevel.AtLeastOnce, 1);
        await first.ReceiveAsync<MqttPubAckPacket>();

        first.Close();
        var second = await (await broker.AcceptAsync()).HandshakeAsync();
        await second.GrantAsync();
        await Until.TrueAsync(() => subscriber.ThreadNames.Contains("mqtt reader"), "a thread that reads");
        await second.PublishAsync("b", MqttQualityOfServiceLevel.AtMostOnce);

        Assert.Equal("a\nb\n", (await subscriber.ExitAsync()).Out);
    }

    [Theory]
    [InlineData("-q", "1", "--max-inflight", "1")]
    [InlineData("--rate", "100")]
    public async Task The_input_stays_on_its_thread_when_it_has_waited_for_room_or_for_its_time(params string[] waits)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-C", "3");
        await using var publisher = App.Publisher(["-b", broker.Address, "-t", "t", "-l", .. waits]);

        await publisher.TypeAsync("a\nb\nc\n");
        Assert.Equal("a\nb\nc\n", (await subscriber.ExitAsync()).Out);

        Assert.Contains("input", publisher.ThreadNames);
        publisher.Input.Close();
        (await publisher.ExitAsync()).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task What_is_done_on_a_thread_comes_back_as_it_is_and_on_that_thread()
    {
        var name = "";

        var result = await DedicatedThread.Start(
            "a name", () => (name = Thread.CurrentThread.Name, Thread.CurrentThread.IsBackground));

        Assert.Equal(("a name", "a name", true), (name, result.Item1, result.IsBackground));
        await Assert.ThrowsAsync<InvalidDataException>(
            () => DedicatedThread.Start("a name", () => throw new InvalidDataException("no")));
    }

    [GeneratedRegex(@"\b(?:Task|ValueTask)(?:<[^>]*>)? (\w+)\(")]
    private static partial Regex Asynchronous();

    [GeneratedRegex(@"\.GetResult\(\)|Task\.Wait(?:Any|All)\(")]
    private static partial Regex Waits();
}
