using MqttDemo.Config;

namespace MqttDemo.Tests.Config;

public sealed class ThisMachineTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LocalHost.", true)]
    [InlineData("mqtt.localhost", true)]
    [InlineData("127.0.0.2", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("mylocalhost", false)]
    [InlineData("localhost.example.org", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("", false)]
    public void Loopback_addresses_and_the_names_for_them_are_this_machine(string host, bool isHere) =>
        Assert.Equal(isHere, ThisMachine.Is(host));
}
