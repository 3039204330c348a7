
namespace MqttDemo.CommandLine.Formats.Templates;

/// <summary>The one switch from the letter after % or \ to what it stands for.</summary>
static class TemplateCodes
{
    /// <summary>The letters there are after %, in the order of their meaning.</summary>
    public const string All = "p x X d f l t q r m I U j J A C D E F P R S %";

    /// <summary>What may stand between groups of hexadecimal digits.</summary>
    public const string Separators = "!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~ ";

    /// <summary>The letters there are after \.</summary>
    public const string Escapes = "\\ 0 a e n r t v";

    /// <summary>All of them, as the help tells them. Made when they are asked for: every start would pay for
    /// them.</summary>
    public static IReadOnlyList<(string Code, string Meaning)> Meanings =>
    [
        ("%t", "the topic"),
        ("%p", "the payload, as it is"),
        ("%x %X", "the payload in hexadecimal; %.2x in groups of two digits"),
        ("%d %f", "a payload of 8 or 4 bytes as a floating-point number"),
        ("%l", "the length of the payload in bytes"),
        ("%q %r", "the QoS; 1 where the message was retained, otherwise 0"),
        ("%m", "the packet identifier"),
        ("%I", "when it arrived, as 2026-11-25T10:00:00+0000"),
        ("%U", "the same in seconds since 1970"),
        ("%j %J", "JSON with the payload as a text; as JSON itself"),
        ("%C %E %R", "content type, message expiry interval and response topic (MQTT 5)"),
        ("%D %P", "correlation data and user properties (MQTT 5)"),
        ("%F %S %A", "payload format indicator, subscription identifier, topic alias (MQTT 5)"),
        ("%%", "a percent sign"),
        ("@Y-@m-@d", "parts of the time, with the letters of strftime; @@ is an at sign"),
        ("\\n \\t \\e", "line end, TAB, ESC; also \\\\ \\0 \\a \\r \\v"),
        ("%-20t %08x", "to the left in 20 bytes; with zeros in 8; %.5t is 5 bytes at most"),
    ];

    public static TemplatePart? Find(char code, Field field) => code switch
    {
        '%' => new LiteralPart("%"u8.ToArray()),
        // A topic alias is of the connection (MQTT 5, section 3.3.2.3.4): a message has none by the time it is shown.
        'A' => new NumberPart(field, _ => null),
        'C' => new TextPart(field, message => message.ContentType),
        'd' => new FloatPart(field, code, sizeof(double)),
        'D' => new CorrelationDataPart(),
        'E' => new NumberPart(field, message => message.MessageExpiryInterval is var seconds and > 0 ? seconds : null),
        'f' => new FloatPart(field, code, sizeof(float)),
        'F' => new NumberPart(field, message => message.IsText ? 1 : null),
        'I' => new IsoTimePart(field),
        'j' => new JsonPart(embedsPayload: false),
        'J' => new JsonPart(embedsPayload: true),
        'l' => new NumberPart(field, message => message.Payload.Length),
        'm' => new NumberPart(field, message => message.PacketIdentifier),
        'p' => new PayloadPart(field),
        'P' => new UserPropertiesPart(),
        'q' => new NumberPart(default, message => (int)message.QualityOfService),
        'r' => new NumberPart(default, message => message.Retain ? 1 : 0),
        'R' => new ResponseTopicPart(field),
        'S' => new NumberPart(field, message => message.SubscriptionIdentifiers is [var first, ..] ? first : null),
        't' => new TextPart(field, message => message.Topic),
        'U' => new UnixTimePart(hasSeconds: true),
        'x' or 'X' => new HexPart(field, isUpper: code == 'X'),
        _ => null,
    };

    public static byte? Escape(char letter) => letter switch
    {
        '\\' => (byte)'\\',
        '0' => 0,
        'a' => (byte)'\a',
        'e' => 0x1B,
        'n' => (byte)'\n',
        'r' => (byte)'\r',
        't' => (byte)'\t',
        'v' => (byte)'\v',
        _ => null,
    };
}
