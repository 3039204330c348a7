using MqttDemo.Config;

namespace MqttDemo.Tests.Config;

public sealed class SpellingTests
{
    static readonly string[] Options =
    [
        "--id", "--id-prefix", "--host", "--port", "--url", "--username", "--user-property", "--password",
        "--password-file", "--key", "--key-password-file", "--keepalive", "--keep-session",
        "--cafile", "--file", "--stdin-file", "--message", "--message-expiry", "--session-expiry-interval",
        "--protocol-version", "--json", "--output", "--output-dir", "--will-topic",
        "--will-payload", "--tls", "--tls-version", "--qos", "--topic", "--quiet", "--retain", "--retain-handling",
    ];

    [Theory]
    [InlineData("--user", "--username")]
    [InlineData("--USER", "--username")]
    [InlineData("--hostname", "--host")]
    [InlineData("--ca", "--cafile")]
    [InlineData("--protocol", "--protocol-version")]
    [InlineData("--stdin", "--stdin-file")]
    [InlineData("--message-expiry-interval", "--message-expiry")]
    [InlineData("--jsonOutput", "--json")]
    [InlineData("--will", "--will-topic")]
    [InlineData("--keep", "--keepalive")]
    [InlineData("--keyfile", "--key")]
    [InlineData("--prot", "--port")]
    [InlineData("--topik", "--topic")]
    [InlineData("--quite", "--quiet")]
    [InlineData("--id-prefx", "--id-prefix")]
    [InlineData("--output-dri", "--output-dir")]
    [InlineData("--retain-hnadlign", "--retain-handling")]
    [InlineData("--pasword", "--password")]
    [InlineData("--msg", "--message")]
    [InlineData("--psw", "--password")]
    [InlineData("--mg", null)]
    [InlineData("--colour", null)]
    [InlineData("--connect-expiry-interval", null)]
    [InlineData("--", null)]
    [InlineData("--x", null)]
    [InlineData("", null)]
    public void What_was_meant_is_found(string typed, string? meant) =>
        Assert.Equal(meant, Spelling.Nearest(typed, Options));

    [Theory]
    [InlineData("brokr", "broker")]
    [InlineData("client", "clientId")]
    [InlineData("Topic", "topic")]
    [InlineData("keyFile", null)]
    public void Three_letters_are_too_few_for_a_guess(string typed, string? meant) =>
        Assert.Equal(meant, Spelling.Nearest(typed, ["broker", "clientId", "topic", "key", "tls"]));
}
