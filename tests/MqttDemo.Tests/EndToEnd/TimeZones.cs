using MqttDemo.Tests.Brokers;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>The times that are printed are those of TZ, however it is spelled, as mosquitto_sub prints them.</summary>
public sealed class TimeZones() : BrokerFixture(new Mosquitto())
{
    [Theory]
    [InlineData("JST-9")]
    [InlineData("<+0330>-3:30")]
    [InlineData(":JST-9")]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3")]
    [InlineData("AEST-10AEDT,M10.1.0,M4.1.0/3")]
    [InlineData("Europe/Berlin")]
    [InlineData(":Europe/Berlin")]
    [InlineData("UTC")]
    public async Task The_time_of_a_message_is_that_of_TZ(string tz)
    {
        var broker = await BrokerAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x", "-r"])).ShouldBeSilentSuccess();
        var environment = new Dictionary<string, string> { ["TZ"] = tz, ["LC_ALL"] = "C" };
        string[] where = ["-h", "127.0.0.1", "-p", $"{broker.Port}", "-t", "t", "-C", "1"];

        var theirs = await RunAsync(Executables.Installed("mosquitto_sub"), [.. where, "-F", "@z @Z"]);
        var ours = await RunAsync(Executables.Subscriber, [.. where, "-F", "@z @Z|@s|@c"]);
        var json = await RunAsync(Executables.Subscriber, [.. where, "--json"]);

        var told = ours.Split('|');
        Assert.Equal(theirs, told[0]);
        Assert.Equal(await RunAsync("date", ["-d", $"@{told[1]}", "+%c"]), told[2]);
        Assert.Contains(
            $"{theirs.Split(' ')[0]}\"", json.Replace("Z\"", "+0000\"", StringComparison.Ordinal),
            StringComparison.Ordinal);

        async Task<string> RunAsync(string program, string[] args)
        {
            await using var app = App.Start(program, args, environment: environment);
            var result = await app.FinishAsync();
            Assert.Equal((0, false), (result.Code, result.Error.Contains("TZ", StringComparison.Ordinal)));
            return result.Out.TrimEnd('\n');
        }
    }
}
