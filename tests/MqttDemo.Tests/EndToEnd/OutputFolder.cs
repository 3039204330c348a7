using System.Text;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>--output-dir: a file for each message.</summary>
public sealed class OutputFolder
{
    [Fact]
    public async Task Each_message_is_a_file_in_the_folder_of_its_topic_byte_for_byte_and_in_order()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "#", "-C", "102", "--output-dir", folder.File("new/messages"));

        (
            await App.PublishAsync(
                ["-b", broker.Address, "-t", "many/lines", "-l"],
                Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(1, 100)))))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "many", "-s"], [0x00, 0xFF, 0x0A]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "none", "-n"])).ShouldBeSilentSuccess();

        Assert.Equal((0, ""), ((await subscriber.ExitAsync()).Code, (await subscriber.ExitAsync()).Out));
        Assert.Equal(
            Enumerable.Range(1, 100).Select(i => $"{i}"),
            Files(folder.File("new/messages/many/lines")).Select(File.ReadAllText));
        Assert.Equal(
            [0x00, 0xFF, 0x0A], await File.ReadAllBytesAsync(
                Assert.Single(Files(folder.File("new/messages/many"))), TestContext.Current.CancellationToken));
        Assert.Equal(0, new FileInfo(Assert.Single(Files(folder.File("new/messages/none")))).Length);
        Assert.Matches(@"/none/\d{8}T\d{6}\.\d{7}\+0000$", Files(folder.File("new/messages/none"))[0]);
    }

    [Fact]
    public async Task No_topic_leads_out_of_the_folder_and_none_gets_in_the_way_of_another()
    {
        string[] topics = [
            "../x", "../../../../../../tmp/x", "/tmp/x", "..", ".", "a/../../b", "a", "a/b", "a//b", "-rf", "~",
            "$HOME", "a\\..\\b", new string('x', 400), string.Join('/', Enumerable.Repeat("..", 50)), "C:"];
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "#", "-t", "$HOME", "-C", $"{topics.Length}", "--output-dir",
            folder.File("inner"), "-F", "%t", "-N");
        foreach (var topic in topics)
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", topic, "-m", "m"])).ShouldBeSilentSuccess();
        }

        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
        Assert.Equal(folder.File("inner"), Assert.Single(Directory.GetFileSystemEntries(folder.Path)));
        Assert.Equal(
            topics.Order(StringComparer.Ordinal),
            Files(folder.File("inner"), SearchOption.AllDirectories).Select(File.ReadAllText).Order(
                StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_subscribers_that_write_into_one_folder_do_not_write_over_each_other()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        string[] args = ["-b", broker.Address, "-t", "t", "-q", "1", "-C", "2000", "--output-dir", folder.Path];
        await using var one = await App.SubscribedAsync(args);
        await using var other = await App.SubscribedAsync(args);

        (
            await App.PublishAsync(
                ["-b", broker.Address, "-t", "t", "-q", "1", "-l"],
                Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(1, 2000)))))
            .ShouldBeSilentSuccess();

        Assert.Equal((0, 0), ((await one.ExitAsync()).Code, (await other.ExitAsync()).Code));
        Assert.Equal(
            Enumerable.Range(1, 2000).SelectMany(i => (int[])[i, i]),
            Files(folder.File("t"))
                .Select(file => int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture))
                .Order());
    }

    [Fact]
    public async Task A_format_that_is_given_is_kept()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-C", "1", "--output-dir", folder.Path, "-v");
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x"])).ShouldBeSilentSuccess();

        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
        Assert.Equal("t x\n", File.ReadAllText(Assert.Single(Files(folder.File("t")))));
    }

    [Fact]
    public async Task A_message_whose_file_cannot_be_written_ends_with_7_and_stays_with_the_broker()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        string[] args = ["-b", broker.Address, "-t", "#", "-q", "1", .. App.Kept("one"), "--output-dir", folder.Path];
        folder.File("blocked", "a file where the topic's folder should be");
        await using var subscriber = await App.SubscribedAsync(args);
        foreach (var (topic, text) in ((string, string)[])[("good", "first"), ("blocked", "second")])
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", topic, "-m", text, "-q", "1"]))
                .ShouldBeSilentSuccess();
        }

        (await subscriber.ExitAsync()).ShouldFail(
            ExitCode.InputOutput, $"the folder '{folder.Path}' cannot be written: ");

        File.Delete(folder.File("blocked"));
        Assert.Equal(0, (await App.SubscribeAsync([.. args, "-C", "1"])).Code);
        Assert.Equal("second", File.ReadAllText(Assert.Single(Files(folder.File("blocked")))));
        Assert.Equal("first", File.ReadAllText(Assert.Single(Files(folder.File("good")))));
    }

    [Fact]
    public async Task Of_messages_that_come_together_those_whose_files_are_there_do_not_come_again()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        string[] args = ["-b", broker.Address, "-t", "#", "-q", "2", .. App.Kept("one"), "--output-dir", folder.Path];
        Assert.Equal(0, (await App.SubscribeAsync([.. args, "-E"])).Code);
        folder.File("blocked", "a file where the topic's folder should be");
        (
            await App.PublishAsync(
                ["-b", broker.Address, "--key-delimiter", ":", "-q", "2", "-l"],
                "good:first\ngood:second\nblocked:third\n"u8.ToArray()))
            .ShouldBeSilentSuccess();

        (await App.SubscribeAsync(args)).ShouldFail(
            ExitCode.InputOutput, $"the folder '{folder.Path}' cannot be written: ");

        File.Delete(folder.File("blocked"));
        Assert.Equal(0, (await App.SubscribeAsync([.. args, "-C", "1"])).Code);
        Assert.Equal(["first", "second"], Files(folder.File("good")).Select(File.ReadAllText));
        Assert.Equal("third", File.ReadAllText(Assert.Single(Files(folder.File("blocked")))));
    }

    /// <summary>In the order of their names; hidden ones too, of which none may be left.</summary>
    static string[] Files(string folder, SearchOption search = SearchOption.TopDirectoryOnly) =>
        [.. Directory.GetFiles(folder, "*", search).Order(StringComparer.Ordinal)];
}
