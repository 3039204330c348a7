
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
