namespace MqttDemo.Tests.EndToEnd;

/// <summary>A refusal says what was refused and to whom.</summary>
public sealed class RefusedUsers
{
    static readonly Dictionary<string, string> Password = new() { ["MQTT_PASSWORD"] = "wrong" };

    [Theory]
    [InlineData("5")]
    [InlineData("311")]
    public async Task A_refused_connection_names_its_user(string version)
    {
        await using var broker = await Mosquitto.StartWithPasswordAsync();

        (await App.PublishAsync(["-b", broker.Address, "-V", version, "-u", "alice", "-m", "x"], environment: Password))
            .ShouldFail(
                ExitCode.Refused, "refused the connection: ", ", user 'alice'\n", "hint: check -u and the password");
        (await App.PublishAsync(["-b", broker.Address, "-V", version, "-m", "x"]))
            .ShouldFail(
                ExitCode.Refused, "refused the connection: ", ", without a user name\n",
                "hint: the broker wants to know who it is: log in with -u and a password (--password-file");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_refused_message_names_its_topic_and_its_user(string qos)
    {
        await using var broker = await Mosquitto.StartForbiddingAsync();

        (
            await App.PublishAsync(
                ["-b", broker.Address, "-V", "5", "-q", qos, "-t", "forbidden", "-m", "x", "-u", "alice"],
                environment: Password))
            .ShouldFail(
                ExitCode.Denied, "message 1 was not published: not authorized, topic forbidden, user 'alice'\n",
                "hint: the access rules of the broker (ACL) do not allow it to this user: only who runs the broker");
        (await App.PublishAsync(["-b", broker.Address, "-V", "5", "-q", qos, "-t", "forbidden", "-m", "x"]))
            .ShouldFail(
                ExitCode.Denied, "message 1 was not published: not authorized, topic forbidden, without a user name\n",
                "hint: the access rules of the broker (ACL) want to know who it is: log in with -u");
    }

    [Fact]
    public async Task A_refused_message_that_went_under_a_topic_alias_names_its_topic()
    {
        await using var broker = await Mosquitto.StartForbiddingAsync();

        var result = await App.PublishAsync(
            ["-b", broker.Address, "-V", "5", "-q", "1", "-t", "forbidden", "-l", "-u", "alice"], Lines.Sequence(3),
            Password);

        result.ShouldFail(
            ExitCode.Denied, "message 3 was not published: not authorized, topic forbidden, user 'alice'\n",
            "3 refused");
    }
}
