namespace MqttDemo.Tests.Reliability;

/// <summary>
/// What docs/reliability.md says that it does not promise is so, and what it promises beside that too.
/// </summary>
public sealed class NotPromised
{
    [Theory]
    [InlineData("5", "0", ExitCode.Done)]
    [InlineData("311", "0", ExitCode.Done)]
    [InlineData("311", "1", ExitCode.Done)]
    [InlineData("311", "2", ExitCode.Done)]
    [InlineData("5", "1", ExitCode.Denied)]
    [InlineData("5", "2", ExitCode.Denied)]
    public async Task What_access_rules_drop_is_reported_at_QoS_1_and_2_on_MQTT_5_only(
        string version, string qos, ExitCode code)
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync(
            $"acl_file {folder.File("acl", "topic readwrite open\ntopic read closed\n")}");
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "open", "-t", "closed", "-q", "1", "-C", "1", "-v");

        var dropped = await App.PublishAsync(
            ["-b", broker.Address, "-V", version, "-q", qos, "-t", "closed", "-m", "x"]);
        (await App.PublishAsync(["-b", broker.Address, "-q", "1", "-t", "open", "-m", "end"])).ShouldBeSilentSuccess();

        Assert.Equal(((int)code, "open end\n"), (dropped.Code, (await subscriber.ExitAsync()).Out));
    }
}
