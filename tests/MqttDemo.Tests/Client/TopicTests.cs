using MqttDemo.Client.Topics;

namespace MqttDemo.Tests.Client;

public sealed class TopicTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData(" ")]
    [InlineData("$SYS/x")]
    public void A_topic_is_a_topic(string topic) => Assert.Null(TopicName.Defect(topic));

    [Theory]
    [InlineData("")]
    [InlineData("a+")]
    [InlineData("#")]
    [InlineData("a\0b")]
    public void What_is_no_topic_is_reported(string topic) => Assert.NotNull(TopicName.Defect(topic));

    [Fact]
    public void The_length_of_a_topic_counts_in_bytes()
    {
        Assert.Null(TopicName.Defect(new string('x', 65535)));
        Assert.NotNull(TopicName.Defect(new string('é', 32768)));
    }

    [Theory]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("a/+/b/#")]
    [InlineData("+/+")]
    [InlineData("$share/g/a/#")]
    public void A_filter_is_a_filter(string filter) => Assert.Null(TopicFilter.Defect(filter));

    [Theory]
    [InlineData("a/#/b")]
    [InlineData("a#")]
    [InlineData("++")]
    [InlineData("a+/b")]
    [InlineData("$share/g")]
    [InlineData("$share//a")]
    [InlineData("$share/g/")]
    [InlineData("$share/+/a")]
    [InlineData("$share/g/a#")]
    public void What_is_no_filter_is_reported(string filter) => Assert.NotNull(TopicFilter.Defect(filter));

    [Theory]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("#", "+", true)]
    [InlineData("a/+/c", "a/b/+", true)]
    [InlineData("+/+", "a", false)]
    [InlineData("a/+", "b/+", false)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/+/c", "a/#", true)]
    [InlineData("#", "$SYS/#", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/+", true)]
    public void Filters_overlap_when_a_topic_can_match_both(string filter, string other, bool overlap)
    {
        Assert.Equal(overlap, TopicFilter.Overlap(filter, other));
        Assert.Equal(overlap, TopicFilter.Overlap(other, filter));
    }

    [Theory]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("#", "$SYS/x", false)]
    public void A_filter_matches_as_the_specification_says(string filter, string topic, bool matches) =>
        Assert.Equal(matches, TopicFilter.Matches(filter, topic));
}
