using System.Text;
using MqttDemo.Config;
using MQTTnet.Exceptions;

namespace MqttDemo.Client.Transport;

/// <summary>What another protocol says where MQTT was expected, known by its first bytes.</summary>
/// <param name="What">What it is, as the end of "it".</param>
/// <param name="Hint">What to do then.</param>
sealed record ForeignAnswer(string What, Sentence Hint)
{
    const string AskForPort = "is this the port of an MQTT broker? usually that is 1883, with TLS 8883";

    static readonly (string Begins, string What, Sentence Hint)[] Greetings =
    [
        ("HTTP/", "answers in HTTP", Advice.SpeakWebSocket),
        ("SSH-", "is an SSH server", AskForPort),
        ("220", "greets like a mail or FTP server", AskForPort),
        ("+OK", "greets like a POP3 server", AskForPort),
        ("* OK", "greets like an IMAP server", AskForPort),
        (
            "AMQP",
            "speaks AMQP",
            "RabbitMQ speaks MQTT on a port of its own, usually 1883, with its plugin rabbitmq_mqtt"),
        (
            "INFO {",
            "speaks the protocol of NATS",
            "NATS speaks MQTT on a port of its own, usually 1883, as its configuration says"),
    ];

    /// <summary>What these bytes are; null where they could be MQTT, or nothing that is known.</summary>
    public static ForeignAnswer? Recognize(ReadOnlySpan<byte> beginning)
    {
        if (IsTls(beginning))
        {
            return new("answers in TLS", Advice.SpeakTls);
        }

        foreach (var (begins, what, hint) in Greetings)
        {
            if (beginning.StartsWith(Encoding.ASCII.GetBytes(begins)))
            {
                return new($"{what} (\"{Printable(beginning)}\")", hint);
            }
        }

        return null;
    }

    /// <summary>
    /// A record of TLS: an alert or a part of a handshake, of a version that begins with 3 (RFC 8446, section 5.1).
    /// </summary>
    public static bool IsTls(ReadOnlySpan<byte> beginning) => beginning is [0x15 or 0x16, 0x03, ..];

    /// <summary>What these bytes are where TLS was expected, MQTT among it, as the end of "it".</summary>
    public static string Describe(ReadOnlySpan<byte> beginning) => beginning is [0x20, ..]
        ? "answers in MQTT"
        : Recognize(beginning)?.What ?? $"answers \"{Printable(beginning)}\"";

    /// <summary>The first line, as it may be shown in a terminal.</summary>
    public static string Printable(ReadOnlySpan<byte> beginning) => string.Concat(
        Encoding.Latin1.GetString(beginning[..Math.Min(40, beginning.Length)])
            .TakeWhile(c => c is not ('\r' or '\n'))
            .Select(c => char.IsBetween(c, ' ', '~') ? c : '.'));
}

/// <summary>The peer has answered in another protocol than MQTT.</summary>
sealed class ForeignAnswerException(ForeignAnswer answer) : MqttProtocolViolationException($"it {answer.What}")
{
    public ForeignAnswer Answer { get; } = answer;
}
