namespace MqttDemo.Tests.House;

/// <summary>
/// No two files need each other, directly or by others: each can be read, and used, after those it names.
/// </summary>
public sealed class Circles
{
    static readonly string[] Known =
    [
        // An app's command runs with its arguments, and they say to which command they were given.
        "AppCommand.cs Arguments.cs",
        // A setting names itself in a sentence, and there it is the setting that is spelled.
        "Setting.cs SettingMention.cs",
        // The embedded broker has one gate, and what it guards acts on each other: a message that comes on a connection
        // goes through the sessions to other connections, and they hold back the one that it came on.
        "ClientConnection.cs ClientReading.cs ClientSending.cs Delivery.cs Drops.cs FlowControl.cs InFlight.cs "
            + "MqttBroker.cs OutgoingPackets.cs OutgoingQueue.cs PacketHandler.cs Router.cs Session.cs Sessions.cs "
            + "SharedGroup.cs Subscription.cs TopicTree.cs",
    ];

    [Theory]
    [InlineData("Config")]
    [InlineData("Broker")]
    [InlineData("Client")]
    [InlineData("CommandLine")]
    [InlineData("Publisher")]
    [InlineData("Subscriber")]
    public void No_two_files_of_a_project_need_each_other(string project)
    {
        var root = Path.Combine(Executables.Repository, "src", $"MqttDemo.{project}");
        SourceFile[] files = [.. SourceFile.ReadAll(root).Where(file => !file.IsProgram)];
        var all = Enumerable.Range(0, files.Length).ToArray();
        var needed = all.Select(file => all.Where(other => other != file && files[file].Names(files[other])).ToArray())
            .ToArray();

        var below = all.Select(file => Below(file, needed)).ToArray();
        var circles = all.Where(file => below[file].Contains(file))
            .Select(file => all.Where(other => below[file].Contains(other) && below[other].Contains(file)))
            .Select(circle => string.Join(' ', circle.Select(file => files[file].Name).Order()));

        Assert.Equal("", string.Join("\n", circles.Distinct().Except(Known)));
    }

    /// <summary>All that a file needs, directly or by others.</summary>
    static HashSet<int> Below(int file, int[][] needed)
    {
        var found = new HashSet<int>();
        var open = new Stack<int>(needed[file]);
        while (open.TryPop(out var next))
        {
            if (found.Add(next))
            {
                Array.ForEach(needed[next], open.Push);
            }
        }

        return found;
    }
}
