using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Formats.Templates;
using MqttDemo.CommandLine.Streams;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Hostile;

/// <summary>
/// Whatever a message has in it, what we write of it is valid and harmless. CsCheck prints the seed of a failure.
/// </summary>
public sealed class Output
{
    [Fact]
    public void Nothing_that_is_shown_in_a_terminal_can_drive_it() =>
        Gen.Select(Gen.Byte.Array[0, 60], Parsers.AnyText, Gen.Enum<OutputFormat>()).Sample((payload, topic, choice) =>
    {
        // --raw is the bytes and nothing else, wherever they go: who types it wants that.
        var shown = choice == OutputFormat.Raw
            ? ""
            : Encoding.UTF8.GetString(Write(choice, isForTerminal: true, topic, payload));
        // The line ends and tabs of a payload are its own, which a template can show twice.
        var most = payload.Count(value => value is (byte)'\n' or (byte)'\t') * 2;
        return TerminalText.Escape(topic).All(IsHarmless)
            && shown.All(letter => letter is '\n' or '\t' || IsHarmless(letter))
            && shown.Count(letter => letter is '\n' or '\t') <= most + 1;
    }, iter: 20_000);

    [Fact]
    public void JSON_is_valid_and_holds_every_byte_of_any_message() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.Bool).Sample((payload, isForTerminal) =>
    {
        using var json = JsonDocument.Parse(Write(OutputFormat.Json, isForTerminal, "a/b", payload));
        var root = json.RootElement;
        var bytes = root.TryGetProperty("payloadBase64", out var base64)
            ? base64.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(root.GetProperty("payload").GetString() ?? "");
        return bytes.AsSpan().SequenceEqual(payload);
    });

    [Fact]
    public void JSON_is_valid_and_holds_every_property_of_any_message() => Gen.Select(
        Gen.String, Gen.String, Gen.Byte.Array[0, 30], Gen.Select(Gen.String, Gen.Byte.Array[0, 10]).Array[0, 3],
        Gen.UInt, Gen.Bool, Gen.Bool)
            .Sample((type, topic, data, pairs, seconds, isIndented, isForTerminal) =>
    {
        var packet = new MqttPublishPacket
        {
            Topic = "t",
            ContentType = type,
            ResponseTopic = topic,
            CorrelationData = data,
            MessageExpiryInterval = seconds,
            UserProperties = [
                .. pairs.Select(pair => new MqttUserProperty(pair.Item1, new ReadOnlyMemory<byte>(pair.Item2)))],
        };
        using var json = JsonDocument.Parse(
            Write(new(OutputFormat.Json, EndsLines: true, File: null, IsIndented: isIndented), isForTerminal, packet));
        var properties = json.RootElement.GetProperty("properties");
        var correlation = properties.TryGetProperty("correlation-dataBase64", out var base64)
            ? base64.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(properties.GetProperty("correlation-data").GetString()!);
        var user = pairs.Length == 0 ? [] : properties.GetProperty("user-properties")
            .EnumerateArray()
            .Select(pair => pair.EnumerateObject().Single())
            .Select(pair => (pair.Name, pair.Value.GetString()!))
            .ToArray();
        return correlation.AsSpan().SequenceEqual(data)
            && user.SequenceEqual(pairs.Select(pair => (Sound(pair.Item1), Encoding.UTF8.GetString(pair.Item2))))
            && (type.Length == 0 || properties.GetProperty("content-type").GetString() == Sound(type))
            && (topic.Length == 0 || properties.GetProperty("response-topic").GetString() == Sound(topic))
            && (seconds == 0 || properties.GetProperty("message-expiry-interval").GetUInt32() == seconds);
    });

    [Fact]
    public void A_payload_that_is_embedded_in_JSON_is_the_JSON_that_it_was_or_is_refused() => Gen.OneOf(
        Parsers.AnyText, Parsers.Mutated("""{"a":[1,-2.50e3,"é\u00e9\ud83e\udd8a\n\"",true,null],"b c":{"d":{}}} """))
        .Sample(text =>
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var line = Encoding.UTF8.GetString(Write(
            new(OutputFormat.Template, EndsLines: false, File: null, Template: Template.Parse("%J")), false,
            new MqttPublishPacket { Topic = "t", PayloadSegment = payload }));
        if (line.Length == 0)
        {
            return true;
        }

        using var json = JsonDocument.Parse(line, new() { MaxDepth = 2000 });
        using var original = JsonDocument.Parse(payload.Length == 0 ? "null"u8.ToArray() : payload);
        return JsonElement.DeepEquals(json.RootElement.GetProperty("payload"), original.RootElement);
    }, iter: 20_000);

    static bool IsHarmless(char letter) => CharUnicodeInfo.GetUnicodeCategory(letter) is not (
        UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator);

    /// <summary>As it comes out of UTF-8: half a surrogate pair is no letter.</summary>
    static string Sound(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    static byte[] Write(OutputFormat choice, bool isForTerminal, string topic, byte[] payload) => Write(
        new(
            choice, EndsLines: true, File: null,
            Template: Template.Parse("%I %t %7t %p %5p %x %.2:X %l %C %D %P %R %j")),
        isForTerminal, Hostile(topic, payload));

    /// <summary>The topic and the payload in every place where a sender can put something.</summary>
    static MqttPublishPacket Hostile(string topic, byte[] payload) => new()
    {
        Topic = topic,
        PayloadSegment = payload,
        ContentType = topic,
        ResponseTopic = topic,
        CorrelationData = payload,
        UserProperties = [new MqttUserProperty(topic, new ReadOnlyMemory<byte>(payload))],
    };

    static byte[] Write(OutputSettings settings, bool isForTerminal, MqttPublishPacket packet)
    {
        var output = new ArrayBufferWriter<byte>();
        var message = new ReceivedMessage(packet, 1);
        var kind = isForTerminal ? OutputKind.Terminal : OutputKind.Stream;
        MessageFormat.Create(settings, kind, new Messages("subscriber", TextWriter.Null), TimeProvider.System)
            .Write(message, output);
        return output.WrittenSpan.ToArray();
    }
}
