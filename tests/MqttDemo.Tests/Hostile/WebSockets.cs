using System.Security.Cryptography;
using System.Text;

namespace MqttDemo.Tests.Hostile;

/// <summary>Servers that do not keep to WebSockets, or to MQTT over them.</summary>
[Trait("Length", "long")]
public sealed class WebSockets
{
    [Theory]
    [
        InlineData(
            "HTTP/1.1 401 Unauthorized\r\n\r\n", "with 401 Unauthorized",
            "hint: it may want a login: --ws-header")]
    [
        InlineData(
            "HTTP/1.1 301 Moved\r\nLocation: /elsewhere\u001b[31m\r\n\r\n",
            "with 301 Moved, and points to /elsewhere.[31m", "hint: redirects are not followed")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "with 200 OK", "hint: is this the WebSocket port of an MQTT broker?")]
    [InlineData("SSH-2.0-OpenSSH_9\r\n", "does not answer in HTTP: it is an SSH server", "hint: ")]
    [
        InlineData(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
            "handshake: it switches to something else", "hint: ")]
    [
        InlineData(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n",
            "handshake: it switches to something else", "hint: ")]
    [
        InlineData(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + "eA==\r\n\r\n",
            "its Sec-WebSocket-Accept does not belong to our request", "hint: ")]
    public async Task An_answer_that_opens_no_WebSocket_is_reported(string answer, string sentence, string hint)
    {
        await using var server = ScriptedServer.Answering(Encoding.Latin1.GetBytes(answer));

        var result = await App.PublishAsync(["-b", $"ws://localhost:{server.Port}", "-t", "t", "-m", "x"]);

        result.ShouldFail(ExitCode.Unreachable, $"ws://localhost:{server.Port}/mqtt ", sentence, hint);
        Assert.DoesNotContain("\u001b", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "it has not agreed to the subprotocol mqtt")]
    [InlineData("chat", "it wants to speak 'chat', not mqtt")]
    public async Task A_server_that_does_not_agree_to_speak_MQTT_is_reported(string? subprotocol, string sentence)
    {
        await using var server = Opening(subprotocol, (_, _) => Task.CompletedTask);

        (await App.PublishAsync(["-b", $"ws://localhost:{server.Port}", "-t", "t", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable, sentence);
    }

    [Theory]
    [InlineData("81 05 2003000000", "a text message on a WebSocket, where MQTT has binary ones")]
    [InlineData("C2 05 2003000000", "not a WebSocket frame: ")]
    [InlineData("82 85 00000000 2003000000", "not a WebSocket frame: ")]
    [InlineData("82 FF FFFFFFFFFFFFFFFF 00000000", "not a WebSocket frame: ")]
    [InlineData("82 7F FFFFFFFFFFFFFFFF", "not a WebSocket frame: ")]
    [InlineData("80 05 2003000000", "not a WebSocket frame: ")]
    [InlineData("82 05 4854545000", "it began with \"HTTP.\"")]
    public async Task What_is_no_MQTT_over_WebSocket_is_reported(string frames, string sentence)
    {
        await using var server = Opening(
            "mqtt", (stream, cancellationToken) => stream.WriteAsync(Bytes(frames), cancellationToken).AsTask());

        (await App.PublishAsync(["-b", $"ws://localhost:{server.Port}", "-t", "t", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable, $"ws://localhost:{server.Port}/mqtt does not speak MQTT: ", sentence,
            "hint: is this the port of an MQTT broker?");
    }

    // The CONNACK of MQTT 5 (success, no properties) in one frame; a byte in each; in fragments with a ping in between;
    // with an empty message before it; with a length in two bytes.
    [Theory]
    [InlineData("82 05 2003000000")]
    [InlineData("82 01 20 82 01 03 82 01 00 82 01 00 82 01 00")]
    [InlineData("02 02 2003 89 03 616263 00 01 00 80 02 0000")]
    [InlineData("82 00 82 05 2003000000")]
    [InlineData("82 7E0005 2003000000")]
    public async Task Frames_may_be_cut_anywhere(string frames)
    {
        await using var server = Opening(
            "mqtt", (stream, cancellationToken) => stream.WriteAsync(Bytes(frames), cancellationToken).AsTask());
        await using var subscriber = App.Subscriber("-b", $"ws://localhost:{server.Port}");
        await subscriber.UntilErrorContainsAsync("Connected to ws://");
    }

    [Fact]
    public async Task A_close_with_a_reason_is_reported()
    {
        // CONNACK, then close with 1008 and a text.
        await using var server = Opening("mqtt", async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Bytes("82 05 2003000000"), cancellationToken);
            await stream.WriteAsync((byte[])[0x88, 9, 0x03, 0xF0, .. "go away"u8], cancellationToken);
        });
        await using var subscriber = App.Subscriber("-b", $"ws://localhost:{server.Port}");

        await subscriber.UntilErrorContainsAsync("the broker closed the WebSocket: 1008 go away");
    }

    [Fact]
    public async Task A_close_is_answered_with_a_close()
    {
        var answered = new TaskCompletionSource<byte>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = Opening("mqtt", async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Bytes("88 02 03E8"), cancellationToken);
            var frame = new byte[1];
            answered.SetResult(await stream.ReadAsync(frame, cancellationToken) == 1 ? frame[0] : (byte)0);
        });
        await using var publisher = App.Publisher(
            "-b", $"ws://localhost:{server.Port}", "-V", "5", "-t", "t", "-m", "x");

        Assert.Equal(0x88, await answered.Task.WaitAsync(App.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_client_that_is_done_says_close_and_not_only_ends()
    {
        // A close frame, masked, of two bytes (RFC 6455, section 5.2).
        const int closeLength = 8;
        var isClosed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = Opening("mqtt", async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Bytes("82 05 2003000000"), cancellationToken);
            var (block, last) = (new byte[4096], (byte[])[]);
            for (
                var count = await stream.ReadAsync(block, cancellationToken); count > 0; count = await stream.ReadAsync(
                    block, cancellationToken))
            {
                last = [.. last.TakeLast(closeLength), .. block.AsSpan(0, count)];
                if (last.TakeLast(closeLength).Take(2).SequenceEqual((byte[])[0x88, 0x82]))
                {
                    isClosed.SetResult(true);
                    return;
                }

                // PINGRESP.
                await stream.WriteAsync(Bytes("82 02 D000"), cancellationToken);
            }

            isClosed.SetResult(false);
        });

        (await App.PublishAsync(["-b", $"ws://localhost:{server.Port}", "-V", "5", "-t", "t", "-m", "x"]))
            .ShouldBeSilentSuccess();

        Assert.True(await isClosed.Task.WaitAsync(App.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_extension_that_was_not_asked_for_is_reported()
    {
        await using var server = Opening(
            "mqtt\r\nSec-WebSocket-Extensions: permessage-deflate", (_, _) => Task.CompletedTask);

        (await App.PublishAsync(["-b", $"ws://localhost:{server.Port}", "-t", "t", "-m", "x"])).ShouldFail(
            ExitCode.Unreachable, "it uses an extension that was not asked for, 'permessage-deflate'");
    }

    /// <summary>
    /// A server that opens the WebSocket as it should, with this subprotocol, and goes on as the test says when
    /// something has come.
    /// </summary>
    static ScriptedServer Opening(string? subprotocol, Func<Stream, CancellationToken, Task> then) =>
        new(async (stream, cancellationToken) =>
    {
        var head = await ScriptedServer.ReadHeadAsync(stream, cancellationToken);
        var key =
            head.Split("\r\n").First(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))[19..];
#pragma warning disable CA5350 // RFC 6455 has it so
        var accept = Convert.ToBase64String(
            SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        var answer =
            $"HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nconnection: keep-alive, "
            + $"upgrade\r\nSec-WebSocket-Accept: {accept}\r\n"
            + (subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {subprotocol}\r\n") + "\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellationToken);
        await stream.ReadAtLeastAsync(new byte[4096], 1, cancellationToken: cancellationToken);
        await then(stream, cancellationToken);
        await stream.CopyToAsync(Stream.Null, cancellationToken);
    });

    static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
