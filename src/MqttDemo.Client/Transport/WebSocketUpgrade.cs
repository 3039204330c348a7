using System.Text;
using MqttDemo.Config;
using Org.BouncyCastle.Crypto.Digests;

namespace MqttDemo.Client.Transport;

/// <summary>
/// The opening handshake of a WebSocket (RFC 6455, section 4.1) on a stream of ours. ClientWebSocket would bring its
/// own connection, or all of HttpClient to be given one, and needs OpenSSL.
/// </summary>
static class WebSocketUpgrade
{
    /// <summary>MQTT 5, section 6.</summary>
    const string Subprotocol = "mqtt";

    /// <exception cref="MqttDemoException">The broker does not agree.</exception>
    public static BinaryMessageStream Run(
        Stream stream, BrokerAddress address, TlsSettings tls, IReadOnlyList<HttpHeader> headers,
        ConnectAttempt attempt)
    {
        var key = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        var input = new ReadAheadStream(stream);
        input.Write(Request(address, key, headers));
        var head = Answer(input, address, tls, attempt);
        if (head.Status != 101)
        {
            throw Refused(address, head);
        }

        if (Fault(head, key) is { } fault)
        {
            throw Unreachable(
                $"{address} does not complete the WebSocket handshake: {fault}",
                "is this the WebSocket port of an MQTT broker?");
        }

        return new BinaryMessageStream(input);
    }

    static byte[] Request(BrokerAddress address, string key, IReadOnlyList<HttpHeader> headers)
    {
        var request = new StringBuilder($"GET {address.Path ?? BrokerAddress.DefaultPath} HTTP/1.1\r\n");
        if (!headers.Any(header => header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)))
        {
            var isDefault = address.Port == BrokerAddress.DefaultPort(address.Scheme);
            var named = (address with { Host = address.HostWithoutZone }).HostAndPort;
            request.Append($"Host: {(isDefault ? named[..named.LastIndexOf(':')] : named)}\r\n");
        }

        request.Append(
            $"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: "
            + $"13\r\nSec-WebSocket-Protocol: {Subprotocol}\r\n");
        foreach (var header in headers)
        {
            request.Append($"{header.Name}: {header.Value}\r\n");
        }

        return Encoding.UTF8.GetBytes(request.Append("\r\n").ToString());
    }

    static HttpHead Answer(Stream stream, BrokerAddress address, TlsSettings tls, ConnectAttempt attempt)
    {
        try
        {
            return HttpHead.Read(stream);
        }
        catch (InvalidDataException e)
        {
            var foreign = address.IsSecure ? null : ForeignAnswer.Recognize(attempt.Beginning);
            throw foreign is null
                ? Unreachable(
                    $"{address} does not answer in HTTP: {e.Message}", "is this the WebSocket port of an MQTT broker?",
                    e)
                : Unreachable(
                    $"{address} does not answer in HTTP: it {foreign.What}",
                    $"is this the WebSocket port of an MQTT broker? {foreign.Hint}", e);
        }
        catch (IOException e)
        {
            throw TlsAlert.Explain(address, tls, e) ?? Unreachable(
                $"{address} closed the connection without an answer to the request for a WebSocket",
                Advice.ClosedWebSocket(address.IsSecure ? "mqtts://" : "mqtt://"), e);
        }
    }

    static MqttDemoException Refused(BrokerAddress address, HttpHead head) => Unreachable(
        $"{address} answers the request for a WebSocket with {head.StatusLine}"
            + (head.Field("Location") is { } elsewhere ? $", and points to {HttpHead.Printable(elsewhere)}" : ""),
        head.Status switch
        {
            401 or 403 => Advice.WebSocketLogin,
            404 => Advice.WebSocketPath,
            >= 300 and < 400 => "redirects are not followed: give the address it points to",
            400 when !address.IsSecure => Advice.WebSocketTls,
            _ => "is this the WebSocket port of an MQTT broker?",
        });

    static string? Fault(HttpHead head, string key)
    {
        if (head.Field("Upgrade")?.Equals("websocket", StringComparison.OrdinalIgnoreCase) != true
            || head.Field("Connection")?.Split(',')
                .Any(option => option.Trim().Equals("Upgrade", StringComparison.OrdinalIgnoreCase)) != true)
        {
            return "it switches to something else";
        }

        if (head.Field("Sec-WebSocket-Accept") != Accept(key))
        {
            return "its Sec-WebSocket-Accept does not belong to our request";
        }

        // Section 4.1: what was not asked for must not be agreed to; frames would mean something else.
        if (head.Field("Sec-WebSocket-Extensions") is { } extensions)
        {
            return $"it uses an extension that was not asked for, '{HttpHead.Printable(extensions)}'";
        }

        return head.Field("Sec-WebSocket-Protocol") switch
        {
            Subprotocol => null,
            null => $"it has not agreed to the subprotocol {Subprotocol}",
            var other => $"it wants to speak '{HttpHead.Printable(other)}', not {Subprotocol}",
        };
    }

    /// <summary>
    /// Shows that the answer is one to this request. RFC 6455 requires it; SHA-1 has nothing to protect here.
    /// </summary>
    static string Accept(string key)
    {
        var digest = new Sha1Digest();
        var hash = new byte[digest.GetDigestSize()];
        digest.BlockUpdate(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
        digest.DoFinal(hash, 0);
        return Convert.ToBase64String(hash);
    }

    static MqttDemoException Unreachable(string message, Sentence? hint, Exception? cause = null) =>
        new MqttDemoException(FailureKind.Unreachable, message, hint, cause).About(Settings.Broker.Address);
}
