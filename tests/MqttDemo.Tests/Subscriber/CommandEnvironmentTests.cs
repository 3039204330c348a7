using MqttDemo.Subscriber.Commands;

namespace MqttDemo.Tests.Subscriber;

public sealed class CommandEnvironmentTests
{
    [Fact]
    public void Secrets_and_what_another_message_has_left_are_taken_out_and_the_way_to_the_broker_stays()
    {
        var environment = new Dictionary<string, string?>
        {
            ["MQTT_PASSWORD"] = "secret",
            ["MQTT_USERNAME"] = "me",
            ["MQTT_CONTENT_TYPE"] = "old",
            ["MQTT_USER_PROPERTY_3_NAME"] = "old",
            ["MQTT_BROKER"] = "b",
            ["MQTT_CONFIG"] = "c",
            ["HOME"] = "/",
            ["SSLKEYLOGFILE"] = "ours",
        };

        CommandEnvironment.Fill(environment, Arrived.Message("t", "x"), keyLogFile: null);

        Assert.Equal(
            ["HOME", "MQTT_BROKER", "MQTT_CONFIG", "MQTT_PAYLOAD_LENGTH", "MQTT_QOS", "MQTT_RETAIN", "MQTT_TOPIC"],
            environment.Keys.Order());
    }

    [Fact]
    public void A_key_log_of_the_users_own_is_there_for_the_command_too()
    {
        var environment = new Dictionary<string, string?> { ["SSLKEYLOGFILE"] = "ours" };

        CommandEnvironment.Fill(environment, Arrived.Message("t", "x"), keyLogFile: "theirs");

        Assert.Equal("theirs", environment["SSLKEYLOGFILE"]);
    }
}
