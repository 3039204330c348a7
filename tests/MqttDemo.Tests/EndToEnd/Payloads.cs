using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>What was typed or read arrives byte for byte.</summary>
public sealed class Payloads
{
    public static TheoryData<string> Texts => [
        "@home", "-t=x", "--topic=x", "-t", "[x]", "[suggest]", "true", "", " ", "=", "a=b", "a:b", "--", "-", "\"q\"",
        "naïve ☃ 🦊", "\\n", "%s"];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_message_arrives_as_it_was_typed(string text)
    {
        await using var broker = await Mosquitto.StartAsync();
        foreach (var args in (string[][])[["-m", text], [$"--message={text}"]])
        {
            await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-C", "1", "-N");

            (await App.PublishAsync(["-b", broker.Address, "-t", "t", .. args])).ShouldBeSilentSuccess();

            Assert.Equal(text, (await subscriber.ExitAsync()).Out);
        }
    }

    [Theory]
    [InlineData(@"-m $'a\xff'", 2)]
    [InlineData(@"-t $'a\xff' -m x", 2)]
    [InlineData(@"-m $'\xef\xbf\xbd'", 0)]
    public async Task An_argument_that_is_not_UTF_8_is_refused_and_not_changed(string args, int code)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var shell = App.Start("bash", ["-c", $"'{Executables.Publisher}' -b {broker.Address} {args}"]);

        var result = await shell.ExitAsync();

        Assert.Equal(
            (code, "", code != 0), (
                result.Code, result.Out,
                result.Error.Contains("is not UTF-8, and cannot be used as it is", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_topic_may_look_like_anything_too()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "@a", "-t", "[b]", "-t", "-c=d", "-C", "3", "-v");
        foreach (var topic in (string[])["@a", "[b]", "-c=d"])
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", topic, "-m", "x"])).ShouldBeSilentSuccess();
        }

        Assert.Equal("@a x\n[b] x\n-c=d x\n", (await subscriber.ExitAsync()).Out);
    }

    public static TheoryData<string, byte[]> Bytes => new()
    {
        { "one MiB", RandomNumberGenerator.GetBytes(1024 * 1024) },
        { "NUL bytes", [0, 1, 0, 2, 0] },
        { "invalid UTF-8", [0xFF, 0xFE, 0xC0, 0x80, 0x41] },
        { "line ends", "a\r\nb\n\n"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Bytes))]
    public async Task A_file_arrives_byte_for_byte(string what, byte[] content)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("payload", content);
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-q", "2", "-C", "2", "--raw");

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "2", "-f", file])).ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "2", "-s"], content)).ShouldBeSilentSuccess();

        var received = await subscriber.ExitAsync();
        Assert.True(received.Bytes.AsSpan().SequenceEqual([.. content, .. content]), what);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Large_records_and_small_ones_arrive_byte_for_byte_in_their_order(string qos)
    {
        // Around the size from which a payload is sent from where it lies.
        int[] lengths = [1, 65_535, 65_536, 65_537, 0, 3, 500_000, 70_000, 70_000, 10];
        var input =
            lengths.SelectMany((length, i) => Enumerable.Repeat((byte)('a' + i), length).Append((byte)'\n')).ToArray();
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-q", qos, "-C", $"{lengths.Length}");

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", qos, "-l"], input)).ShouldBeSilentSuccess();

        Assert.True((await subscriber.ExitAsync()).Bytes.AsSpan().SequenceEqual(input));
    }

    public static TheoryData<string[], string, string> Records => new()
    {
        { [], "a\n\nb\r\nlast", "a|!|b\r|last" },
        { ["-0"], "a\nb\0\0last", "a\nb|!|last" },
        { ["--delimiter", "--"], "a-b--c----d--", "a-b|c|!|d" },
        { [], "", "" },
        { [], "\n", "!" },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public async Task Records_are_cut_at_the_delimiter_and_nowhere_else(string[] args, string input, string expected)
    {
        await using var broker = await Mosquitto.StartAsync();
        // One message more marks the end, so that one too many would be seen.
        var count = (expected.Length == 0 ? 0 : expected.Split('|').Length) + 1;
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-q", "1", "--json", "-C", $"{count}");

        (
            await App.PublishAsync(
                ["-b", broker.Address, "-t", "t", "-q", "1", "-l", .. args], Encoding.UTF8.GetBytes(input)))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-m", "end"])).ShouldBeSilentSuccess();

        var payloads = (await subscriber.ExitAsync()).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(
                line => JsonDocument.Parse(line).RootElement.GetProperty("payload").GetString() is { Length: > 0 } text
                    ? text
                    : "!");
        Assert.Equal(expected.Length == 0 ? "end" : $"{expected}|end", string.Join('|', payloads));
    }

    [Fact]
    public async Task Null_message_and_retain_and_repeat_do_what_they_say()
    {
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "kept", "-m", "old", "-r", "-q", "1"]))
            .ShouldBeSilentSuccess();
        Assert.Equal("kept old\n", (await App.SubscribeAsync("-b", broker.Address, "-t", "kept", "-v", "-C", "1")).Out);

        (await App.PublishAsync(["-b", broker.Address, "-t", "kept", "-n", "-r", "-q", "1"])).ShouldBeSilentSuccess();
        var none = await App.SubscribeAsync("-b", broker.Address, "-t", "kept", "-v", "-C", "1", "--idle", "1");
        Assert.Equal(
            (27, "", true), (none.Code, none.Out, none.Error.Contains("Subscribed to kept", StringComparison.Ordinal)));

        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "many", "-C", "1000");
        (await App.PublishAsync(["-b", broker.Address, "-t", "many", "-m", "x", "--repeat", "1000"]))
            .ShouldBeSilentSuccess();
        Assert.Equal(2000, (await subscriber.ExitAsync()).Bytes.Length);
    }

    [Fact]
    public async Task Messages_of_topics_that_are_filtered_out_are_taken_and_not_written()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "a/#", "-t", "b", "-T", "a/noise/#", "-q", "1", "-C", "2", "-v");
        foreach (var topic in (string[])["a/noise", "a/noise/loud", "a/signal", "b"])
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", topic, "-m", "x", "-q", "1"])).ShouldBeSilentSuccess();
        }

        Assert.Equal("a/signal x\nb x\n", (await subscriber.ExitAsync()).Out);
    }

    [Fact]
    public async Task Output_goes_to_the_end_of_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("log", "before\n");
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-C", "1", "--output", file);
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "after"])).ShouldBeSilentSuccess();

        Assert.Equal((0, ""), ((await subscriber.ExitAsync()).Code, (await subscriber.ExitAsync()).Out));
        Assert.Equal("before\nafter\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_programs_that_write_to_one_file_do_not_write_over_each_other()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "kept", "-m", "message", "-r", "-q", "1"]))
            .ShouldBeSilentSuccess();
        await using var shell = App.Start(
            "bash", [
                "-c", $"{{ echo before; \"$0\" \"$@\"; echo after; }} > {folder.File("out")}", Executables.Subscriber,
                "-b", broker.Address, "-t", "kept", "-C", "1"]);

        Assert.Equal(0, (await shell.ExitAsync()).Code);
        Assert.Equal(
            "before\nmessage\nafter\n",
            await File.ReadAllTextAsync(folder.File("out"), TestContext.Current.CancellationToken));
    }
}
