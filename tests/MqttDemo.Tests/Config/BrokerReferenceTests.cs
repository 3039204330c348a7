using MqttDemo.Config;

namespace MqttDemo.Tests.Config;

public sealed class BrokerReferenceTests
{
    public static TheoryData<string, BrokerScheme, string, int> Addresses => new()
    {
        { "host", BrokerScheme.Tcp, "host", 1883 },
        { "host:1884", BrokerScheme.Tcp, "host", 1884 },
        { "10.0.0.1", BrokerScheme.Tcp, "10.0.0.1", 1883 },
        { "[::1]", BrokerScheme.Tcp, "::1", 1883 },
        { "[::1]:1884", BrokerScheme.Tcp, "::1", 1884 },
        { "::1", BrokerScheme.Tcp, "::1", 1883 },
        { "/run/mosquitto.sock", BrokerScheme.Unix, "/run/mosquitto.sock", 0 },
        { "unix:///run/my%20socket", BrokerScheme.Unix, "/run/my socket", 0 },
        { "mqtt://host", BrokerScheme.Tcp, "host", 1883 },
        { "tcp://host:7", BrokerScheme.Tcp, "host", 7 },
        { "MQTTS://host", BrokerScheme.Tls, "host", 8883 },
        { "tls://host", BrokerScheme.Tls, "host", 8883 },
        { "ssl://[fe80::1]:9", BrokerScheme.Tls, "fe80::1", 9 },
        { "ws://host", BrokerScheme.WebSocket, "host", 80 },
        { "wss://host/mqtt", BrokerScheme.WebSocketSecure, "host", 443 },
        { "embedded", BrokerScheme.Tcp, "localhost", 1883 },
        { "embedded:1900", BrokerScheme.Tcp, "localhost", 1900 },
    };

    [Theory]
    [InlineData("/run/socket", true, true)]
    [InlineData(@"C:\run\my socket", false, true)]
    [InlineData("c:/run/socket", false, true)]
    [InlineData(@"\\server\share\socket", false, true)]
    [InlineData("C:1883", false, false)]
    [InlineData("C:socket", false, false)]
    [InlineData("1:/socket", false, false)]
    [InlineData(@"\run\socket", false, false)]
    [InlineData("", false, false)]
    public void The_path_of_a_socket_begins_with_a_slash_and_on_Windows_also_with_a_drive(
        string text, bool isPath, bool isPathOnWindows)
    {
        Assert.Equal(isPath, BrokerReference.IsSocketPath(text, isWindows: false));
        Assert.Equal(isPathOnWindows, BrokerReference.IsSocketPath(text, isWindows: true));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Every_spelling_is_understood(string text, BrokerScheme scheme, string host, int port)
    {
        var address = BrokerReference.Parse(text).Address;

        Assert.Equal((scheme, host, port), (address.Scheme, address.Host, address.Port));
        Assert.Equal(text.StartsWith("embedded", StringComparison.Ordinal), address.Embedded);
    }

    [Fact]
    public void A_URL_carries_user_password_and_topic_percent_decoded()
    {
        var reference = BrokerReference.Parse("mqtt://al%40ice:p%3Aa%2Fss@host:1884/my/to%20pic");

        Assert.Equal(
            new BrokerReference(
                new BrokerAddress(BrokerScheme.Tcp, "host", 1884), true, new Credentials("al@ice", "p:a/ss"),
                "my/to pic"),
            reference);
    }

    [Fact]
    public void The_password_of_a_URL_is_bytes()
    {
        var login = BrokerReference.Parse("mqtt://alice:%FFp%C3%BC@host").Credentials!;

        Assert.Equal((byte[])[0xFF, (byte)'p', 0xC3, 0xBC], ByteText.Encode(login.Password!));
    }

    [Fact]
    public void The_path_of_a_WebSocket_is_no_topic()
    {
        var reference = BrokerReference.Parse("wss://host/mqtt");

        Assert.Equal(
            ("/mqtt", null, "wss://host:443/mqtt"), (reference.Address.Path, reference.Topic, reference.ToString()));
    }

    [Fact]
    public void A_list_is_separated_by_commas() =>
        Assert.Equal(
            ["a:1883", "[::1]:2", "mqtts://c:8883"],
            BrokerReference.ParseList("a, [::1]:2,mqtts://c").Select(reference => reference.ToString()));

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("host:1:2")]
    [InlineData(":1883")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("[host]:1")]
    [InlineData("my host")]
    [InlineData("http://host")]
    [InlineData("mqtt://")]
    [InlineData("mqtt://ho%zzst")]
    [InlineData("mqtt://host/a%")]
    [InlineData("unix://relative")]
    [InlineData("mqtt://%FFalice@host")]
    [InlineData("mqtt://host/%C3(")]
    public void What_is_no_address_is_refused_with_the_spellings(string text)
    {
        var failure = Assert.Throws<MqttDemoException>(() => BrokerReference.ParseList(text));

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains("HOST:PORT", failure.Hint?.ToString(), StringComparison.Ordinal);
    }
}
