using System.Text;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>User names, passwords, and where they come from.</summary>
public sealed class Logins : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_password_file_is_read_again_at_each_connection()
    {
        var file = Secret("first\n");
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-t", "t", "-u", "me", "--password-file", file);
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        await File.WriteAllTextAsync(file, "second\n", TestContext.Current.CancellationToken);
        first.Close();

        var second = await (await broker.AcceptAsync()).HandshakeAsync();

        Assert.Equal(("first", "second"), (Password(first), Password(second)));
    }

    [Fact]
    public async Task While_it_is_being_replaced_a_session_that_stands_waits_for_it()
    {
        var file = Secret("first\n");
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-t", "t", "-u", "me", "--password-file", file);
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        File.Delete(file);
        first.Close();
        await subscriber.UntilErrorContainsAsync("reconnecting");
        Secret("second\n");

        var second = await (await broker.AcceptAsync()).HandshakeAsync();

        Assert.Equal("second", Password(second));
    }

    [Fact]
    public async Task What_can_be_read_only_once_is_kept()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-t", "t", "-u", "me", "--password-file", "/dev/stdin");
        await subscriber.TypeAsync("secret\n");
        subscriber.Input.Close();
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        first.Close();

        var second = await (await broker.AcceptAsync()).HandshakeAsync();

        Assert.Equal(("secret", "secret"), (Password(first), Password(second)));
    }

    [Theory]
    [Trait("Length", "long")]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(121)]
    [InlineData(20_000)]
    public async Task A_password_without_a_user_name_is_sent_on_MQTT_5(int length)
    {
        var password = new string('p', length);
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(
            ["-b", broker.Address, "-t", "t", "-m", "x", "-i", "me", "--password-file", Secret(password)]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttPublishPacket>();
        await connection.ReceiveAsync<MqttPingReqPacket>();
        await connection.SendAsync(MqttPingRespPacket.Instance);
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        (await publishing).ShouldBeSilentSuccess();
        Assert.Equal(
            ("me", true, password),
            (connection.Connect!.ClientId, string.IsNullOrEmpty(connection.Connect.Username), Password(connection)));
    }

    [Fact]
    public async Task Before_MQTT_5_there_is_none_and_that_is_said() =>
        (await InProcess.PublishAsync(["-V", "311", "-m", "x", "-P", "secret"])).ShouldFail(
        ExitCode.Usage,
        "error: a password without a user name needs MQTT 5\nhint: give the user name with -u, or leave the version "
        + "out");

    [Fact]
    public async Task A_subscriber_at_QoS_0_whose_session_is_resumed_says_what_it_may_have_missed_and_one_at_QoS_1_has_nothing_to_say()
    {
        const string missed =
            "; what was published meanwhile may be missing: a subscription at QoS 0 keeps nothing, one at QoS 1 (-q 1) "
            + "does\n";
        Assert.Equal(missed, await ResumedAsync("0"));
        Assert.Equal("\n", await ResumedAsync("1"));
    }

    /// <summary>What a subscriber says after it is connected again.</summary>
    static async Task<string> ResumedAsync(string qos)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-t", "t", "-q", qos, "-C", "1");
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        first.Close();
        var second = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.IsSessionPresent = true);
        await second.GrantAsync((MqttSubscribeReasonCode)int.Parse(qos));
        await subscriber.UntilErrorContainsAsync("Subscribed to t\n");
        await second.PublishAsync("x", MqttQualityOfServiceLevel.AtMostOnce);
        await second.ReceiveAsync<MqttDisconnectPacket>();
        second.Close();
        var error = (await subscriber.ExitAsync()).Error;
        var connected = $"Connected to {broker.Address}: Success";
        var after = error[(error.LastIndexOf(connected, StringComparison.Ordinal) + connected.Length)..];
        return after.Replace("Subscribed to t\n", "", StringComparison.Ordinal);
    }

    static string Password(ScriptedConnection connection) => Encoding.UTF8.GetString(connection.Connect!.Password);

    string Secret(string content)
    {
        var path = folder.File("new", content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(path, folder.File("secret"), overwrite: true);
        return folder.File("secret");
    }
}
