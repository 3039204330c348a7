using MqttDemo.Client.Session;
using MqttDemo.Config;
using MqttDemo.Subscriber;
using MqttDemo.Subscriber.Filters;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Subscriber;

public sealed class CopiesTests
{
    [Theory]
    [InlineData("a1 b1 a2 b2", "a1 a2")]
    [InlineData("a1 b2", "a1 b2")]
    [InlineData("b1 a1", "b1")]
    // Two equal messages, however their copies are mixed.
    [InlineData("a1 b1 a1 b1", "a1 a1")]
    [InlineData("a1 a1 b1 b1", "a1 a1")]
    [InlineData("a1 b1 b1 a1", "a1 b1")]
    [InlineData("a1 a1 a1", "a1 a1 a1")]
    // A broker with several threads.
    [InlineData("a1 a2 b2 a3 b1 b3", "a1 a2 a3")]
    public void The_first_copy_of_each_message_passes(string arriving, string passing)
    {
        var copies = new Copies(Identified("x/#", "x/+"));

        var passed = arriving.Split(' ').Where(copy => copies.Passes(Message(copy[1..], copy[0] == 'a' ? 1u : 2)));

        Assert.Equal(passing, string.Join(' ', passed));
    }

    [Fact]
    public void What_has_no_identifier_of_ours_passes_and_keeps_those_it_has()
    {
        var copies = new Copies(Identified("x/#", "x/+"));
        ReceivedMessage[] messages = [Message("1"), Message("1"), Message("1", 7), Message("1", 7)];

        Assert.All(messages, message => Assert.True(copies.Passes(message)));
        Assert.Equal([7u], messages[2].SubscriptionIdentifiers);
    }

    [Fact]
    public void Only_filters_that_overlap_are_told_apart()
    {
        Assert.Equal(
            [("a/#", 1u), ("b", null), ("$share/g/a/#", null), ("a/b", 2u)],
            Identified("a/#", "b", "$share/g/a/#", "a/b").Select(one => (one.Filter, one.Identifier)));
        Assert.All(Identified("a/+", "b/#", "c", "$SYS/#"), one => Assert.Null(one.Identifier));
    }

    static IReadOnlyList<TopicSubscription> Identified(params string[] filters) =>
        OverlappingFilters.Identify(
            [.. filters.Select(filter => new TopicSubscription(filter, QualityOfService.AtMostOnce))]);

    static ReceivedMessage Message(string payload, params uint[] identifiers) => new(
        new MqttPublishPacket
        {
            Topic = "x/y",
            PayloadSegment = System.Text.Encoding.UTF8.GetBytes(payload),
            SubscriptionIdentifiers = [.. identifiers],
        },
        connection: 1);
}
