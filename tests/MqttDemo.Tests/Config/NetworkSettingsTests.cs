using System.Net.Security;
using CsCheck;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Config;

public sealed class NetworkSettingsTests
{
    [Theory]
    [InlineData("socks5h://proxy", ProxyKind.Socks5, "proxy", 1080)]
    [InlineData("SOCKS5://[::1]:9", ProxyKind.Socks5LocalNames, "::1", 9)]
    [InlineData("http://proxy/", ProxyKind.Http, "proxy", 8080)]
    [InlineData("proxy:3128", ProxyKind.Http, "proxy", 3128)]
    public void Every_spelling_of_a_proxy_is_understood(string text, ProxyKind kind, string host, int port) =>
        Assert.Equal(new ProxyAddress(kind, host, port), ProxyAddress.Parse(text, "--proxy", Settings.Network.Proxy));

    [Fact]
    public void Its_user_and_password_are_percent_decoded_and_not_printed()
    {
        var proxy = ProxyAddress.Parse("socks5h://al%40ice:p%3Aa%2Fss@proxy", "--proxy", Settings.Network.Proxy);

        Assert.Equal(new Credentials("al@ice", "p:a/ss"), proxy.Credentials);
        Assert.Equal("proxy:1080", proxy.ToString());
    }

    [Theory]
    [InlineData("localhost", null, true)]
    [InlineData("a.localhost", null, true)]
    [InlineData("127.1.2.3", null, true)]
    [InlineData("::1", null, true)]
    [InlineData("::ffff:127.0.0.1", null, true)]
    [InlineData("example.org", null, false)]
    [InlineData("example.org", "*", true)]
    [InlineData("example.org", "a.b, example.org", true)]
    [InlineData("mqtt.Example.ORG", "example.org", true)]
    [InlineData("mqtt.example.org", ".example.org", true)]
    [InlineData("example.org", ".example.org", true)]
    [InlineData("badexample.org", "example.org", false)]
    [InlineData("example.org", "mqtt.example.org", false)]
    [InlineData("10.1.2.3", "10.0.0.0/8", true)]
    [InlineData("11.1.2.3", "10.0.0.0/8", false)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("2001:db8::1", "[2001:db8::1]", true)]
    [InlineData("10.1.2.3", "3", false)]
    [InlineData("example.org", ",. ,", false)]
    public void NO_PROXY_is_read_as_curl_reads_it(string host, string? list, bool isCovered) =>
        Assert.Equal(isCovered, new ProxyExceptions(list).Covers(host));

    [Fact]
    public void A_proxy_of_the_environment_is_for_other_machines_and_one_that_is_given_for_every_broker()
    {
        var environment =
            new Dictionary<string,
            string>
            { ["ALL_PROXY"] = "http://upper", ["all_proxy"] = "http://lower", ["no_proxy"] = "b" };

        Assert.Equal("lower:8080", Proxy(Layer.Of(("broker", "a")), environment));
        Assert.Null(Proxy(Layer.Of(("broker", "b")), environment));
        Assert.Null(Proxy(Layer.Of(("broker", "localhost")), environment));
        Assert.Null(Proxy(Layer.Of(("broker", "/run/socket")), environment));
        Assert.Null(Proxy(SettingsLayer.None, environment));
        Assert.Null(Proxy(Layer.Of(("broker", "a"), ("proxy", "")), environment));
        Assert.Equal("flag:1080", Proxy(Layer.Of(("broker", "b"), ("proxy", "socks5h://flag")), environment));
        Assert.Equal("flag:1080", Proxy(Layer.Of(("broker", "localhost"), ("proxy", "socks5h://flag")), environment));
        Assert.Null(Proxy(Layer.Of(("proxy", "socks5h://flag")), environment));
    }

    [Fact]
    public void A_proxy_of_the_environment_that_is_of_no_use_is_reported_only_where_it_would_be_used()
    {
        var environment = new Dictionary<string, string> { ["ALL_PROXY"] = "socks4://me:secret@proxy" };

        Assert.Null(Proxy(Layer.Of(("broker", "localhost")), environment));
        var failure = Assert.Throws<MqttDemoException>(() => Proxy(Layer.Of(("broker", "a")), environment));
        Assert.Contains(
            "in ALL_PROXY is not the address of a proxy: 'socks4' is not one of", failure.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("h", null, "ws://h:80/mqtt")]
    [InlineData("h:9001", null, "ws://h:9001/mqtt")]
    [InlineData("mqtts://h", null, "wss://h:443/mqtt")]
    [InlineData("ws://h/a", "b", "ws://h:80/b")]
    [InlineData("ws://h/", null, "ws://h:80/")]
    [InlineData("embedded", null, "ws://localhost:80/mqtt")]
    public void A_WebSocket_changes_the_scheme_the_path_and_the_default_port(
        string broker, string? path, string expected)
    {
        var address = Read(Layer.Of(("broker", broker), ("ws", true), ("wsPath", path))).Brokers[0];

        Assert.Equal((expected, false), (address.ToString(), address.Embedded));
    }

    [Fact]
    public void The_port_of_TLS_speaks_TLS_unless_it_is_said_not_to()
    {
        Assert.Equal("mqtts://h:8883", Read(Layer.Of(("broker", "h:8883"))).Brokers[0].ToString());
        Assert.Equal("mqtts://h:8883", Read(Layer.Of(("broker", "h"), ("port", 8883))).Brokers[0].ToString());
        Assert.Equal("h:8883", Read(Layer.Of(("broker", "h:8883"), ("tls", false))).Brokers[0].ToString());
    }

    [Fact]
    public void The_way_to_a_WebSocket_belongs_to_the_broker_it_was_given_with()
    {
        var file = Layer.Of(
            ("broker", "file"), ("ws", true), ("wsPath", "/a"), ("wsHeader", (string[])["Authorization: secret"]));

        Assert.Equal("ws://file:80/a", Merged(SettingsLayer.None, file).Brokers[0].ToString());
        var other = Merged(Layer.Of(("broker", "flag")), file);
        Assert.Equal("flag:1883", other.Brokers[0].ToString());
        Assert.Null(other.Network!.WebSocketHeaders);

        static ConnectionSettings Merged(SettingsLayer flags, SettingsLayer file) =>
            Read(SettingsLayer.Merge(flags, file));
    }

    [Fact]
    public void Every_option_of_TLS_means_TLS()
    {
        SettingsLayer[] layers =
        [
            Layer.Of(("caFile", "f")), Layer.Of(("caPath", "f")), Layer.Of(("cert", "f")), Layer.Of(("pfx", "f")),
            Layer.Of(("insecure", true)), Layer.Of(("tlsUseOsCerts", true)), Layer.Of(("tlsVersion", "1.3")),
            Layer.Of(("tlsAlpn", "mqtt")),
            Layer.Of(("ciphers", "TLS_AES_128_GCM_SHA256")), Layer.Of(("serverName", "n")),
            Layer.Of(("tlsKeylog", "f")),
            Layer.Of(("pin", (string[])["sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="])),
        ];

        Assert.All(
            layers, layer => Assert.Equal(
                "mqtts://h:8883", Read(SettingsLayer.Merge(layer.With("broker", "h"))).Brokers[0].ToString()));
    }

    [Theory]
    [InlineData("sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    public void A_pin_is_read_as_RFC_7469_and_curl_write_it(string text) =>
        Assert.Equal("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", PublicKeyPin.Parse(text, Settings.Tls.Pin).Sha256);

    [Theory]
    [InlineData("ECDHE-ECDSA-AES256-SHA384", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384)]
    [InlineData("DHE-RSA-CHACHA20-POLY1305", TlsCipherSuite.TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256)]
    [InlineData("AES128-GCM-SHA256", TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData("ECDHE-ECDSA-AES128-CCM8", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8)]
    [InlineData("TLS_AES_256_GCM_SHA384", TlsCipherSuite.TLS_AES_256_GCM_SHA384)]
    public void A_cipher_suite_is_known_by_its_names(string name, TlsCipherSuite suite) =>
        Assert.Equal([suite], CipherNames.Parse(name, Settings.Tls.Ciphers));

    [Fact]
    public void Nothing_that_is_typed_crashes_a_parser() =>
        Gen.String[Gen.Char["sock5h:/@%[].0-9aä \r\n\0,/="], 0, 40].Sample(text =>
    {
        Tries(() => ProxyAddress.Parse(text, "--proxy", Settings.Network.Proxy));
        Tries(() => ProxyAddress.Parse("socks5h://" + text, "--proxy", Settings.Network.Proxy));
        Tries(() => HttpHeader.Parse(text, Settings.Network.WebSocketHeader));
        Tries(() => PublicKeyPin.Parse("sha256/" + text, Settings.Tls.Pin));
        Tries(() => CipherNames.Parse(text, Settings.Tls.Ciphers));
        new ProxyExceptions(text).Covers("host.example.org");
        new ProxyExceptions(text).Covers("10.0.0.1");

        static void Tries(Action action)
        {
            try
            {
                action();
            }
            catch (MqttDemoException e)
            {
                Assert.Equal(FailureKind.Usage, e.Kind);
            }
        }
    }, iter: 20_000);

    static string? Proxy(SettingsLayer flags, Dictionary<string, string> environment)
    {
        var settings = new SettingsSources("publisher", "/nonexistent", environment.GetValueOrDefault)
            .Read(flags, _ => { }).Connection;
        return settings.Network!.ProxyFor(settings.Brokers[0])?.ToString();
    }

    static ConnectionSettings Read(SettingsLayer flags) =>
        new SettingsSources("publisher", "/nonexistent", _ => null).Read(flags, _ => { }).Connection;
}
