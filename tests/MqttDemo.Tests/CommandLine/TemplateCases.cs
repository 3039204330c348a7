using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.CommandLine;

/// <summary>
/// Templates, the message they are for, and the bytes that come out, each byte as a letter of Latin 1.
/// </summary>
static class TemplateCases
{
    static readonly Dictionary<string, Func<MqttPublishPacket>> Packets = new()
    {
        ["plain"] = () => Packet("a/b", "hello"u8),
        ["empty"] = () => Packet("a/b", []),
        ["kept"] = () => Packet(
            "naïve/☃", "☃!"u8, packet => (packet.Retain, packet.QualityOfServiceLevel, packet.PacketIdentifier) =
                (true, MqttQualityOfServiceLevel.ExactlyOnce, 65535)),
        ["binary"] = () => Packet("a/b", [0x00, 0xFF, 0x1B, 0x0A]),
        ["float"] = () => Packet("a/b", BitConverter.GetBytes(3.14159f)),
        ["infinite"] = () => Packet("a/b", BitConverter.GetBytes(float.NegativeInfinity)),
        ["double"] = () => Packet("a/b", BitConverter.GetBytes(-1.5)),
        ["tie"] = () => Packet("a/b", BitConverter.GetBytes(2.5)),
        ["nan"] = () => Packet("a/b", BitConverter.GetBytes(double.NaN)),
        ["large"] = () => Packet("a/b", BitConverter.GetBytes(1e22)),
        ["json"] = () => Packet(
            "a/b",
            "\uFEFF { \"a\" : [1, 2.50, 1e3, 12345678901234567890],\n\"b\\/\":\"\\u00e9\\n\", \"c\":{}, "u8
            + "\"d\":[true,false,null] } "u8),
        ["full"] = () => Packet("a/b", "hello"u8, packet =>
        {
            (packet.PayloadFormatIndicator, packet.MessageExpiryInterval, packet.TopicAlias) =
                (MqttPayloadFormatIndicator.CharacterData, 4_000_000_000, 7);
            (packet.ContentType, packet.ResponseTopic, packet.CorrelationData) =
                ("text/plain", "reply/to", [0x00, 0xFE]);
            packet.SubscriptionIdentifiers = [12, 13];
            packet.UserProperties = [Property("k", "v"u8), Property("k", "ü:"u8)];
        }),
        ["hostile"] = () => Packet("a\u001b[2J", [0x07, 0x0A, 0xFF], packet =>
        {
            (packet.ContentType, packet.ResponseTopic, packet.CorrelationData) =
                ("\u001bc", "\u001br", "\u001bd"u8.ToArray());
            packet.UserProperties = [Property("\u001bn", "\u001bv"u8)];
        }),
    };

    public static string[] Names => [.. Packets.Keys];

    public static TheoryData<string, string, string> All => new()
    {
        // What stands between codes, and escapes.
        { "", "plain", "\n" },
        { "plain text", "plain", "plain text\n" },
        { "☃", "plain", "\u00e2\u0098\u0083\n" },
        { "\\\\|\\0|\\a|\\e|\\n|\\r|\\t|\\v", "plain", "\\|\0|\a|\u001b|\n|\r|\t|\v\n" },
        { "%%", "plain", "%\n" },
        { "%5%|%-05.3%", "plain", "%|%\n" },
        { "@@", "plain", "@\n" },
        { "a@@b%%c", "plain", "a@b%c\n" },
        { "%t%t", "plain", "a/ba/b\n" },
        { "%t\\0%p\\0", "plain", "a/b\0hello\0\n" },

        // The payload.
        { "%p", "plain", "hello\n" },
        { "%p", "empty", "\n" },
        { "%p", "binary", "\0\u00ff\u001b\n\n" },
        { "[%8p]", "plain", "[   hello]\n" },
        { "[%-8p]", "plain", "[hello   ]\n" },
        { "[%08p]", "plain", "[000hello]\n" },
        { "[%-08p]", "plain", "[hello   ]\n" },
        { "[%3p]", "plain", "[hel]\n" },
        { "[%-3p]", "plain", "[hel]\n" },
        { "[%5p]", "plain", "[hello]\n" },
        { "[%.2p]", "plain", "[hello]\n" },
        { "[%3p]", "empty", "[   ]\n" },
        { "[%03p]", "empty", "[000]\n" },
        { "[%-p]", "plain", "[hello]\n" },
        { "%2p", "kept", "\u00e2\u0098\n" },

        // In hexadecimal.
        { "%x", "binary", "00ff1b0a\n" },
        { "%X", "binary", "00FF1B0A\n" },
        { "%x", "empty", "\n" },
        { "%.2x", "binary", "00 ff 1b 0a\n" },
        { "%.2X", "binary", "00 FF 1B 0A\n" },
        { "%.2:x", "binary", "00:ff:1b:0a\n" },
        { "%:l|%.2:q|%-4:l|%:%", "binary", "4|1|4   |%\n" },
        { "%.4-x", "binary", "00ff-1b0a\n" },
        { "%.1,x", "binary", "0,0,f,f,1,b,0,a\n" },
        { "%.3x", "binary", "00f f1b 0a\n" },
        { "%.8:x", "binary", "00ff1b0a\n" },
        { "%.0:x", "binary", "00ff1b0a\n" },
        { "%.:x", "binary", "00ff1b0a\n" },
        { "%:x", "binary", "00ff1b0a\n" },
        { "%.2.x", "binary", "00.ff.1b.0a\n" },
        { "%.2@x", "binary", "00@ff@1b@0a\n" },
        { "%.2\\x", "binary", "00\\ff\\1b\\0a\n" },
        { "%.2 x", "binary", "00 ff 1b 0a\n" },
        { "[%12x]", "binary", "[    00ff1b0a]\n" },
        { "[%012x]", "binary", "[000000ff1b0a]\n" },
        { "[%-12x]", "binary", "[00ff1b0a    ]\n" },
        { "[%2x]", "binary", "[00ff]\n" },
        { "[%4x]", "binary", "[00ff1b0a]\n" },
        { "[%-4x]", "binary", "[00ff1b0a]\n" },
        { "[%12.2:x]", "binary", "[  :  :00:ff:1b:0a]\n" },
        { "[%4x]", "empty", "[    ]\n" },

        // As a number.
        { "%f", "float", "3.141590\n" },
        { "%.2f", "float", "3.14\n" },
        { "%.0f", "float", "3\n" },
        { "[%10.3f]", "float", "[     3.142]\n" },
        { "[%010.3f]", "float", "[000003.142]\n" },
        { "[%-10.3f]", "float", "[3.142     ]\n" },
        { "%.20f", "float", "3.14159011840820312500\n" },
        { "%d", "double", "-1.500000\n" },
        { "[%08.2d]", "double", "[-0001.50]\n" },
        { "[%8.2d]", "double", "[   -1.50]\n" },
        { "[%-8.2d]", "double", "[-1.50   ]\n" },
        { "%.0d", "tie", "2\n" },
        { "%.0d", "double", "-2\n" },
        { "[%06d]", "nan", "[  -nan]\n" },
        { "[%06f]", "infinite", "[  -inf]\n" },
        { "%.1d", "large", "10000000000000000000000.0\n" },

        // The topic.
        { "%t", "kept", "na\u00c3\u00afve/\u00e2\u0098\u0083\n" },
        { "[%6t]", "plain", "[   a/b]\n" },
        { "[%-6t]", "plain", "[a/b   ]\n" },
        { "[%06t]", "plain", "[   a/b]\n" },
        { "[%2t]", "plain", "[a/b]\n" },
        { "[%.2t]", "plain", "[a/]\n" },
        { "[%-.2t]", "plain", "[a/]\n" },
        { "[%5.2t]", "plain", "[   a/]\n" },
        { "[%-5.2t]", "plain", "[a/   ]\n" },
        { "[%10.10t]", "plain", "[       a/b]\n" },
        { "[%.0t]", "plain", "[]\n" },
        { "[%.t]", "plain", "[]\n" },
        { "[%.4t]", "kept", "[na\u00c3\u00af]\n" },
        { "[%.3t]", "kept", "[na]\n" },
        { "[%4.3t]", "kept", "[  na]\n" },

        // The rest of the header.
        { "%l %q %r %m", "plain", "5 1 0 5\n" },
        { "%l %q %r %m", "kept", "4 2 1 65535\n" },
        { "[%5l]", "plain", "[    5]\n" },
        { "[%-5l]", "plain", "[5    ]\n" },
        { "[%05l]", "plain", "[00005]\n" },
        { "[%-05l]", "plain", "[5    ]\n" },
        { "[%.3l]", "plain", "[5]\n" },
        { "[%5q%5r]", "plain", "[10]\n" },
        { "%l", "empty", "0\n" },
        { "[%08m]", "kept", "[00065535]\n" },

        // Properties of MQTT 5, there and missing.
        { "%A %C %E %F %R %S", "full", " text/plain 4000000000 1 reply/to 12\n" },
        { "[%A][%C][%D][%E][%F][%P][%R][%S]", "plain", "[][][][][][][][]\n" },
        { "%D", "full", "\0\u00fe\n" },
        { "[%9D]", "full", "[\0\u00fe]\n" },
        { "%P", "full", "k:v k:\u00c3\u00bc:\n" },
        { "[%4A][%04A][%-4A]", "full", "[    ][0000][    ]\n" },
        { "[%4A][%04A][%-4A]", "plain", "[    ][0000][    ]\n" },
        { "[%12C][%-12C][%.4C]", "full", "[  text/plain][text/plain  ][text]\n" },
        { "[%4C][%-4C][%04C]", "plain", "[    ][    ][    ]\n" },
        { "[%11E][%-11E]", "full", "[ 4000000000][4000000000 ]\n" },
        { "[%03F][%3F]", "plain", "[000][   ]\n" },
        { "[%10R][%-10R][%.5R]", "full", "[  reply/to][reply/to  ][reply]\n" },
        { "[%10R]", "plain", "[]\n" },
        { "[%4S][%4S]", "full", "[  12][  12]\n" },
        { "[%4S]", "plain", "[    ]\n" },

        // When it came.
        { "%I", "plain", "2026-03-05T15:07:09+0100\n" },
        { "[%30I]", "plain", "[      2026-03-05T15:07:09+0100]\n" },
        { "[%-26I]", "plain", "[2026-03-05T15:07:09+0100  ]\n" },
        { "%.10I", "plain", "2026-03-05\n" },
        { "%U", "plain", "1772719629.123456700\n" },
        { "[%40U]", "plain", "[1772719629.123456700]\n" },
        { "@N", "plain", "123456700\n" },
        { "@Y-@m-@d @H:@M:@S.@N", "plain", "2026-03-05 15:07:09.123456700\n" },
        { "@Y-@m-@dT@H:@M:@S@z : %t : %x", "plain", "2026-03-05T15:07:09+0100 : a/b : 68656c6c6f\n" },
        { "@a", "plain", "Thu\n" },
        { "@A", "plain", "Thursday\n" },
        { "@b", "plain", "Mar\n" },
        { "@B", "plain", "March\n" },
        { "@c", "plain", "Thu Mar  5 15:07:09 2026\n" },
        { "@C", "plain", "20\n" },
        { "@d", "plain", "05\n" },
        { "@D", "plain", "03/05/26\n" },
        { "@e", "plain", " 5\n" },
        { "@F", "plain", "2026-03-05\n" },
        { "@g", "plain", "26\n" },
        { "@G", "plain", "2026\n" },
        { "@h", "plain", "Mar\n" },
        { "@H", "plain", "15\n" },
        { "@I", "plain", "03\n" },
        { "@j", "plain", "064\n" },
        { "@k", "plain", "15\n" },
        { "@l", "plain", " 3\n" },
        { "@m", "plain", "03\n" },
        { "@M", "plain", "07\n" },
        { "@n", "plain", "\n\n" },
        { "@p", "plain", "PM\n" },
        { "@P", "plain", "pm\n" },
        { "@r", "plain", "03:07:09 PM\n" },
        { "@R", "plain", "15:07\n" },
        { "@s", "plain", "1772719629\n" },
        { "@S", "plain", "09\n" },
        { "@t", "plain", "\t\n" },
        { "@T", "plain", "15:07:09\n" },
        { "@u", "plain", "4\n" },
        { "@U", "plain", "09\n" },
        { "@V", "plain", "10\n" },
        { "@w", "plain", "4\n" },
        { "@W", "plain", "09\n" },
        { "@x", "plain", "03/05/26\n" },
        { "@X", "plain", "15:07:09\n" },
        { "@y", "plain", "26\n" },
        { "@Y", "plain", "2026\n" },
        { "@z", "plain", "+0100\n" },
        { "@Z", "plain", "CET\n" },
        { "@%", "plain", "%\n" },

        // As JSON.
        {
            "%j",
            "plain",
            """{"tst":"2026-03-05T15:07:09.123456+0100","topic":"a/b","qos":1,"retain":false,"payloadlen":5,"mid":5,"payload":"hello"}"""
                + "\n"
        },
        {
            "%j",
            "empty",
            """{"tst":"2026-03-05T15:07:09.123456+0100","topic":"a/b","qos":1,"retain":false,"payloadlen":0,"mid":5,"payload":null}"""
                + "\n"
        },
        {
            "%j",
            "binary",
            """{"tst":"2026-03-05T15:07:09.123456+0100","topic":"a/b","qos":1,"retain":false,"payloadlen":4,"mid":5,"payloadBase64":"AP8bCg=="}"""
                + "\n"
        },
        {
            "%j",
            "full",
            """{"tst":"2026-03-05T15:07:09.123456+0100","topic":"a/b","qos":1,"retain":false,"payloadlen":5,"mid":5,"properties":{"subscription-identifier":[12,13],"payload-format-indicator":1,"content-type":"text/plain","response-topic":"reply/to","correlation-dataBase64":"AP4=","user-properties":[{"k":"v"},{"k":"\u00c3\u00bc:"}],"message-expiry-interval":4000000000},"payload":"hello"}""".Replace("\\u00c3\\u00bc", "\u00c3\u00bc", StringComparison.Ordinal)
                + "\n"
        },
        {
            "%J",
            "json",
            """{"tst":"2026-03-05T15:07:09.123456+0100","topic":"a/b","qos":1,"retain":false,"payloadlen":100,"mid":5,"payload":{"a":[1,2.50,1e3,12345678901234567890],"b/":"\u00c3\u00a9\n","c":{},"d":[true,false,null]}}""".Replace("\\u00c3\\u00a9", "\u00c3\u00a9", StringComparison.Ordinal)
                + "\n"
        },
        {
            "%J",
            "empty",
            """{"tst":"2026-03-05T15:07:09.123456+0100","topic":"a/b","qos":1,"retain":false,"payloadlen":0,"mid":5,"payload":null}"""
                + "\n"
        },
        {
            "[%20j]%l",
            "empty",
            """[{"tst":"2026-03-05T15:07:09.123456+0100","topic":"a/b","qos":1,"retain":false,"payloadlen":0,"mid":5,"payload":null}]0"""
                + "\n"
        },
    };

    public static MqttPublishPacket Message(string name) => Packets[name]();

    static MqttPublishPacket Packet(string topic, ReadOnlySpan<byte> payload, Action<MqttPublishPacket>? change = null)
    {
        var packet = new MqttPublishPacket
        {
            Topic = topic,
            PayloadSegment = payload.ToArray(),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            PacketIdentifier = 5,
        };
        change?.Invoke(packet);
        return packet;
    }

    static MqttUserProperty Property(string name, ReadOnlySpan<byte> value) =>
        new(name, new ReadOnlyMemory<byte>(value.ToArray()));
}
