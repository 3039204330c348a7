using System.Globalization;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>A long stream of lines comes out as it went in.</summary>
public sealed class Streams
{
    public static TheoryData<string, int> VersionsAndQos =>
        new(from version in (string[])["5", "311"] from qos in (int[])[0, 1, 2] select (version, qos));

    [Theory]
    [MemberData(nameof(VersionsAndQos))]
    public async Task A_stream_through_mosquitto_comes_out_as_it_went_in(string version, int qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        await StreamAsync(broker.Address, version, qos, 300_000);
    }

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(VersionsAndQos))]
    public async Task A_stream_through_the_embedded_broker_comes_out_as_it_went_in(string version, int qos)
    {
        await StreamAsync($"embedded:{Ports.Free()}", version, qos, 50_000);
    }

    static async Task StreamAsync(string broker, string version, int qos, int count)
    {
        var input = Lines.Sequence(count);
        string[] shared = [
            "-b", broker, "-t", "numbers", "-q", qos.ToString(CultureInfo.InvariantCulture), "-V", version];
        await using var subscriber = await App.SubscribedAsync(
            [.. shared, "-C", count.ToString(CultureInfo.InvariantCulture)]);

        var published = await App.PublishAsync([.. shared, "-l"], input);
        var received = await subscriber.ExitAsync();

        published.ShouldBeSilentSuccess();
        Assert.Equal(0, received.Code);
        Lines.ShouldBeEqual(input, received.Bytes);
    }
}
