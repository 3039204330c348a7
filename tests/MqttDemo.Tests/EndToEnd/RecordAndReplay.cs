using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// What <c>subscriber --json</c> has recorded <c>publisher --json-lines</c> publishes again: topics, payload bytes,
/// QoS, retain and properties.
/// </summary>
public sealed partial class RecordAndReplay
{
    const int Count = 100_000;

    [Fact]
    public async Task A_replay_of_100000_random_messages_is_recorded_as_the_same_again()
    {
        using var folder = new TemporaryFolder();
        var generated = new RandomMessages(Scale.Seeded()).Lines(Count);
        var first = await RecordAsync(folder.File("generated.jsonl", Join(generated)));

        var second = await RecordAsync(folder.File("first.jsonl", first));

        var (wanted, once, twice) = (Sorted(generated), Sorted(Split(first)), Sorted(Split(second)));
        Assert.Equal((Count, Count), (once.Length, twice.Length));
        Assert.Equal(wanted.Except(once).FirstOrDefault(), once.Except(wanted).FirstOrDefault());
        Assert.Equal(wanted, once);
        Assert.Equal(once, twice);
    }

    [Fact]
    public async Task A_record_keeps_QoS_and_retain_flag_and_what_it_does_not_say_is_taken_from_the_options()
    {
        using var folder = new TemporaryFolder();
        await using var original = await Mosquitto.StartAsync();
        await using var recorder = await App.SubscribedAsync(
            "-b", original.Address, "-t", "t", "-q", "2", "--retain-as-published", "-C", "3", "--json", "--output",
            folder.File("day.jsonl"));
        foreach (var options in (string[][])[["-m", "a"], ["-m", "b", "-q", "1", "-r"], ["-m", "c", "-q", "2"]])
        {
            (await App.PublishAsync(["-b", original.Address, "-t", "t", .. options])).ShouldBeSilentSuccess();
        }

        Assert.Equal((0, ""), ((await recorder.ExitAsync()).Code, (await recorder.ExitAsync()).Out));
        File.AppendAllText(folder.File("day.jsonl"), """{"topic":"t","payload":"d"}""");
        await using var copy = await Mosquitto.StartAsync();
        await using var shown = await App.SubscribedAsync(
            "-b", copy.Address, "-t", "t", "-q", "2", "--retain-as-published", "-C", "4", "-F", "%p %q %r");

        (await App.PublishAsync(["-b", copy.Address, "--json-lines", "-f", folder.File("day.jsonl"), "-q", "1", "-r"]))
            .ShouldBeSilentSuccess();

        var result = await shown.ExitAsync();
        Assert.Equal(0, result.Code);
        // A broker keeps the order of one QoS.
        Assert.Equal(
            ["a 0 0", "b 1 1", "c 2 0", "d 1 1"],
            result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("%j")]
    [InlineData("%J")]
    public async Task What_mosquitto_sub_has_recorded_is_replayed(string format)
    {
        await using var original = await Mosquitto.StartAsync();
        // %J says nothing of the blanks in a payload, so there are none.
        foreach (var args in (string[][])
        [
            [
                "-t", "a/b", "-m", "{\"a\":[1,\"é\"]}", "-D", "publish", "content-type", "application/json", "-D",
                "publish", "user-property", "x", "1", "-D", "publish", "user-property", "x", "2"
            ],
            [
                "-t", "empty", "-m", "22.5", "-q", "1", "-D", "publish", "correlation-data", "c", "-D", "publish",
                "response-topic", "r"
            ],
        ])
        {
            await using var mosquitto = App.Start(
                Executables.Installed("mosquitto_pub"), ["-p", $"{original.Port}", "-V", "5", "-r", .. args]);
            (await mosquitto.ExitAsync()).ShouldBeSilentSuccess();
        }

        var recorded = await MosquittoSubAsync(original, format);
        await using var copy = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", copy.Address, "--json-lines"], Encoding.UTF8.GetBytes(recorded)))
            .ShouldBeSilentSuccess();

        Assert.Equal(WithoutTimes(recorded), WithoutTimes(await MosquittoSubAsync(copy, format)));
    }

    static async Task<string> MosquittoSubAsync(Mosquitto broker, string format)
    {
        await using var subscriber = App.Start(
            Executables.Installed("mosquitto_sub"),
            ["-p", $"{broker.Port}", "-V", "5", "-q", "1", "-t", "#", "-F", format, "-C", "2"]);
        var result = await subscriber.ExitAsync();
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result.Out;
    }

    static string[] WithoutTimes(string lines) =>
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => TimeOrIdentifier().Replace(line, ""))
                .Order(StringComparer.Ordinal)];

    [GeneratedRegex("\"tst\":\"[^\"]*\",|\"mid\":[0-9]*,")]
    private static partial Regex TimeOrIdentifier();

    /// <summary>
    /// Publishes a file and gives what a subscriber writes of it. A broker of its own, so that no message is retained
    /// from before.
    /// </summary>
    static async Task<byte[]> RecordAsync(string file)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "#", "-q", "2", "--json", "--retain-as-published", "-C", $"{Count}");

        (await App.PublishAsync(["-b", broker.Address, "--json-lines", "-f", file])).ShouldBeSilentSuccess();

        var received = await subscriber.ExitAsync();
        Assert.Equal(0, received.Code);
        return received.Bytes;
    }

    /// <summary>The order between topics and levels of QoS is not promised.</summary>
    static string[] Sorted(IEnumerable<string> lines) =>
        [.. lines.Select(line => JsonLine.Parse(line).ToString()).Order(StringComparer.Ordinal)];

    static string[] Split(byte[] lines) =>
        Encoding.UTF8.GetString(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static byte[] Join(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    /// <summary>Messages with everything that MQTT 5 lets them carry.</summary>
    sealed class RandomMessages(Random random)
    {
        // No control characters: brokers may close the connection for them (MQTT 5, section 1.5.4).
        static readonly string[] Pieces = [
            "a", "bc", "Ω", "é", "🦊", " ", "\"", "\\", "'", "/", "<&>", "0", "%s", "日本", "\u00a0", "~"];

        readonly List<string> topics = [.. Enumerable.Range(0, 300).Select(i => $"{i}/{Text(random, 6)}")];

        public List<string> Lines(int count) => [.. Enumerable.Range(0, count).Select(_ => Line())];

        string Line()
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                json.WriteString("topic", topics[random.Next(topics.Count)]);
                json.WriteNumber("qos", random.Next(3));
                json.WriteBoolean("retain", random.Next(4) == 0);
                var isText = WritePayload(json);
                if (random.Next(2) == 0)
                {
                    WriteProperties(json, isText);
                }

                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        }

        bool WritePayload(Utf8JsonWriter json)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            switch (random.Next(4))
            {
                case 0:
                    json.WriteBase64String("payloadBase64", bytes);
                    return false;
                case 1:
                    json.WriteNull("payload");
                    return true;
                case 2:
                    json.WriteString("payload", $"{{\"a\": {random.Next()}, \"b\": [\"\0\r\n\t\u001b\"]}}");
                    return true;
                default:
                    json.WriteString("payload", Text(random, 10));
                    return true;
            }
        }

        void WriteProperties(Utf8JsonWriter json, bool isText)
        {
            json.WriteStartObject("properties");
            Sometimes(() => json.WriteNumber("payload-format-indicator", 1), isText);
            Sometimes(() => json.WriteNumber("message-expiry-interval", 86_400L * random.Next(1, 49_000)));
            Sometimes(() => json.WriteString("content-type", Text(random, 4)));
            Sometimes(() => json.WriteString("response-topic", $"answers/{Text(random, 4)}"));
            Sometimes(
                () =>
                    json.WriteBase64String("correlation-dataBase64", [(byte)random.Next(256), (byte)random.Next(256)]));
            Sometimes(() => WriteUserProperties(json));
            json.WriteEndObject();
        }

        void WriteUserProperties(Utf8JsonWriter json)
        {
            json.WriteStartArray("user-properties");
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                json.WriteStartObject();
                json.WriteString(Text(random, 1), Text(random, 5));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        void Sometimes(Action write, bool isPossible = true)
        {
            if (isPossible && random.Next(2) == 0)
            {
                write();
            }
        }

        static string Text(Random random, int pieces) =>
            string.Concat(
                Enumerable.Range(0, random.Next(1, pieces + 1)).Select(_ => Pieces[random.Next(Pieces.Length)]));
    }
}
