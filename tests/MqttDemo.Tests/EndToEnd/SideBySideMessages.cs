using System.Text;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// What is published for mosquitto_sub and subscriber at once, by mosquitto_pub: topic, payload, and its other
/// arguments.
/// </summary>
sealed record SideBySideMessage(string Topic, byte[] Payload, params string[] Args)
{
    const string Properties =
        "-D publish payload-format-indicator 1 -D publish content-type text/plain -D publish response-topic r/t -D "
        + "publish correlation-data c0 -D publish user-property k v -D publish message-expiry-interval 1000";

    /// <summary>Published before anybody subscribes.</summary>
    public static readonly SideBySideMessage[] Retained =
    [
        new("kept/text", "old"u8.ToArray(), "-r", "-q", "1"),
        new("kept/bytes", [0x00, 0xFE], "-r"),
    ];

    public static readonly SideBySideMessage[] Live =
    [
        new("text/plain", "hello"u8.ToArray()),
        new("text/once", "at least"u8.ToArray(), "-q", "1"),
        new("text/twice", "exactly"u8.ToArray(), "-q", "2"),
        new("text/naïve/☃", Encoding.UTF8.GetBytes("☃ 🦊 über\u2028\u00a0")),
        new("text/escapes", "\"q\" \\ / \b\f\n\r\t\u001b\u007f <&>'"u8.ToArray()),
        new("text/lines", "a\r\nb\n\n"u8.ToArray()),
        new("text/blank", " "u8.ToArray()),
        new(
            "json/object",
            Encoding.UTF8.GetBytes(
                "{ \"a\": [1, -2, 0.5, {\"b/c\": \"d\\u00e9\\n\\/\"}],\n \"e\": null, \"f\": true, \"g\": {} , "
                + "\"☃\": [] }")),
        new("json/number", "42"u8.ToArray()),
        new("json/text", "\"a b\""u8.ToArray(), "-q", "1"),
        new("bytes/all", [.. Enumerable.Range(0, 256).Select(i => (byte)i)]),
        new("bytes/zeros", [0, 0, 0]),
        new("bytes/broken", [0xFF, 0xFE, 0xC0, 0x80, 0x41], "-q", "2"),
        new("empty/none", []),
        new("empty/once", [], "-q", "1"),
        new("props/all", "hello"u8.ToArray(), $"-V 5 {Properties}".Split(' ')),
        new("props/none", "hello"u8.ToArray(), "-V", "5"),
        new(
            "props/user",
            "x"u8.ToArray(),
            "-V 5 -D publish user-property a b -D publish user-property a c:d".Split(' ')),
        new("large/random", Large()),
    ];

    public async Task PublishAsync(int port)
    {
        await using var app = App.Start(
            Executables.Installed("mosquitto_pub"), [
                "-h", "127.0.0.1", "-p", $"{port}", "-t", Topic, .. Payload.Length > 0 ? ["-s"] : (string[])["-n"],
                .. Args]);
        Assert.Equal((0, ""), ((await app.FinishAsync(Payload)).Code, app.Error));
    }

    static byte[] Large()
    {
        var bytes = new byte[1024 * 1024];
        new Random(5).NextBytes(bytes);
        return bytes;
    }
}
