using System.Text;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Hostile;

/// <summary>
/// Proxies that answer something else, or not to the end: each is told in a sentence about the proxy, which never names
/// the password.
/// </summary>
public sealed class Proxies
{
    const string Ended = "ended the connection in the middle of its answer";

    public static TheoryData<string, string, string> Answers => new()
    {
        { "socks5h", "", Ended },
        { "socks5h", "05", Ended },
        {
            "socks5h",
            Hex("HTTP/1.1 400 Bad Request\r\n\r\n"),
            "does not speak SOCKS 5: its answer began with the byte 72"
        },
        { "socks5h", "0403", "does not speak SOCKS 5: its answer began with the byte 4" },
        { "socks5h", "0501", "requires an authentication method that is not supported (1)" },
        { "socks5h", "05FF", "requires an authentication method that is not supported (255)" },
        { "socks5h", "0502", Ended },
        { "socks5h", "0502 0101", "does not accept the user name and password given for it" },
        { "socks5h", "0502 0500", "does not speak SOCKS 5: its answer began with the byte 5" },
        { "socks5h", "0502 0100", Ended },
        { "socks5h", "0500 05020001 000000000000", "does not connect to localhost:1: its rules forbid it" },
        { "socks5h", "0500 05050001", "does not connect to localhost:1: connection refused" },
        { "socks5h", "0500 05EE0001", "does not connect to localhost:1: reply 238" },
        { "socks5h", "0500 04000001", "does not speak SOCKS 5: its reply began with the byte 4" },
        { "socks5h", "0500 05000009 00", "does not speak SOCKS 5: its reply has an address of the kind 9" },
        { "socks5h", "0500 05000003 FF 61", Ended },
        { "http", "", Ended },
        { "http", Hex("HTTP/1.1 200"), Ended },
        { "http", "0500", "does not answer in HTTP: its answer began with \".\"" },
        { "http", Hex("SSH-2.0-OpenSSH"), "does not answer in HTTP: its answer began with \"S\"" },
        {
            "http",
            Hex("HTTP/1.1 two hundred\r\n\r\n"),
            "does not answer in HTTP: its answer began with \"HTTP/1.1 two hundred\""
        },
        { "http", Hex("HTTP/1.1 403 \u001b[31mNo\r\n\r\n"), "does not connect to localhost:1: 403 .[31mNo" },
        {
            "http",
            Hex("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\n\r\n"),
            "does not accept the user name and password given for it"
        },
        {
            "http",
            Hex("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
            "does not answer in HTTP: its answer has a line \"no colon\""
        },
        {
            "http",
            Hex("HTTP/1.1 200 OK\r\nX: " + new string('x', 40_000)),
            "does not answer in HTTP: its answer is too long"
        },
    };

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(Answers))]
    public async Task Any_answer_is_understood_or_reported(string scheme, string answer, string sentence)
    {
        var bytes = Convert.FromHexString(answer.Replace(" ", "", StringComparison.Ordinal));
        await using var proxy = new ScriptedServer(async (stream, cancellationToken) =>
        {
            await stream.ReadAtLeastAsync(new byte[4096], 1, cancellationToken: cancellationToken);
            await stream.WriteAsync(bytes, cancellationToken);
            ((System.Net.Sockets.NetworkStream)stream).Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null, cancellationToken);
        });

        var result = await App.PublishAsync(
            ["-b", "localhost:1", "--proxy", $"{scheme}://me:secret@localhost:{proxy.Port}"]);

        result.ShouldFail(ExitCode.Unreachable, $"error: the proxy localhost:{proxy.Port} {sentence}");
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_says_nothing_is_given_up_after_the_time_to_connect()
    {
        await using var proxy = new ScriptedServer(
            (stream, cancellationToken) => stream.CopyToAsync(Stream.Null, cancellationToken));

        (
            await App.PublishAsync(
                ["-b", "localhost:1", "--connect-timeout", "0.5", "--proxy", $"socks5h://localhost:{proxy.Port}"]))
            .ShouldFail(
            ExitCode.Unreachable,
            $"the proxy localhost:{proxy.Port} did not say within 0.5 s whether it reaches localhost:1",
            "hint: is it such a proxy");
    }

    [Theory]
    [InlineData("socks4://me:secret@host", "'socks4' is not one of socks5h, socks5, http")]
    [InlineData("socks5h://me:secret@host:0", "port 0 is not a number from 1 to 65535")]
    [InlineData("socks5h://me:secret", "what follows the ':' is not a port")]
    [InlineData("http://me:secret%@host", "'%' must be followed by two hexadecimal digits")]
    [InlineData("http://", "the host is missing")]
    public async Task What_is_no_proxy_is_reported_without_its_password(string proxy, string sentence)
    {
        var result = await InProcess.PublishAsync(["-b", "localhost:1", "--proxy", proxy]);

        result.ShouldFail(
            ExitCode.Usage, "in --proxy is not the address of a proxy: " + sentence,
            "hint: a proxy is written socks5h://");
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    static string Hex(string text) => Convert.ToHexString(Encoding.Latin1.GetBytes(text));
}
