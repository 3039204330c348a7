using System.Net;
using MqttDemo.Client.Transport;

namespace MqttDemo.Tests.Client;

/// <summary>Where localhost is, without a question to anybody.</summary>
public sealed class HostsFileTests
{
    [Theory]
    [InlineData("127.0.0.1 localhost\n::1 localhost ip6-localhost\n", "::1 127.0.0.1")]
    [InlineData("127.0.0.1\tvm  LocalHost\r\n127.0.1.1 vm\n", "127.0.0.1")]
    [InlineData("127.0.0.2 localhost\n127.0.0.2 localhost\n127.0.0.3 localhost # 127.0.0.4\n", "127.0.0.2 127.0.0.3")]
    [InlineData("#127.0.0.9 localhost\nno localhost\n127.0.0.8 localhosts #localhost\nlocalhost\n", "::1 127.0.0.1")]
    [InlineData("", "::1 127.0.0.1")]
    public void Localhost_is_where_the_file_has_it_and_otherwise_this_machine(string text, string expected)
    {
        using var folder = new TemporaryFolder();

        var addresses = HostLookup.AtHand("localhost", folder.File("hosts", text));

        Assert.Equal(expected, string.Join(' ', addresses!.AsEnumerable()));
    }

    [Fact]
    public void Without_a_file_localhost_is_this_machine() =>
        Assert.Equal([IPAddress.IPv6Loopback, IPAddress.Loopback], HostLookup.AtHand("localhost", "/nowhere/hosts"));

    [Theory]
    [InlineData("localhost.example")]
    [InlineData("plant.localhost")]
    [InlineData("broker")]
    public void Of_other_names_somebody_must_be_asked(string host) => Assert.Null(HostLookup.AtHand(host));
}
