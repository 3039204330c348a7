using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.Tests.CommandLine;

public sealed class PropertyReaderTests
{
    [Fact]
    public void Every_property_of_every_packet_finds_its_place()
    {
        var given = PropertyReader.Read(
        [
            new("connect", "session-expiry-interval", "0"), new("connect", "receive-maximum", "1"),
            new("connect", "maximum-packet-size", "2"),
            new("connect", "topic-alias-maximum", "3"), new("connect", "request-response-information", "1"),
            new("connect", "request-problem-information", "0"),
            new("connect", "authentication-method", "m"), new("connect", "authentication-data", "hex:00fF"),
            new("connect", "user-property", "v", "k"),
            new("publish", "payload-format-indicator", "1"), new("publish", "message-expiry-interval", "4294967295"),
            new("publish", "topic-alias", "65535"),
            new("publish", "response-topic", "r"), new("publish", "correlation-data", "base64:AP8="),
            new("publish", "content-type", "c"),
            new("publish", "user-property", "1", "k"), new("publish", "user-property", "2", "k"),
            new("will", "will-delay-interval", "5"), new("will", "correlation-data", "text"),
            new("subscribe", "subscription-identifier", "268435455"), new("subscribe", "user-property", "", ""),
            new("unsubscribe", "user-property", "b", "a"),
            new("disconnect", "session-expiry-interval", "6"), new("disconnect", "reason-string", "bye"),
            new("disconnect", "user-property", "d", "c"),
        ], PropertyReader.Known.Keys);

        Assert.Equal(0u, given.SessionExpiryInterval);
        Assert.Equal(
            ((ushort?)1, (uint?)2, (ushort?)3, true, false, "m"),
            (
                given.Connect!.ReceiveMaximum, given.Connect.MaximumPacketSize, given.Connect.TopicAliasMaximum,
                given.Connect.RequestResponseInformation, given.Connect.RequestProblemInformation,
                given.Connect.AuthenticationMethod));
        Assert.Equal([0x00, 0xFF], given.Connect.AuthenticationData);
        Assert.Equal([new("k", "v")], given.Connect.UserProperties!);
        Assert.Equal(
            (true, uint.MaxValue, ushort.MaxValue, "r", "c"),
            (
                given.Publish!.PayloadFormatIndicator, given.Publish.MessageExpiryInterval!.Value,
                given.Publish.TopicAlias!.Value, given.Publish.ResponseTopic, given.Publish.ContentType));
        Assert.Equal([0x00, 0xFF], given.Publish.CorrelationData);
        Assert.Equal([new("k", "1"), new("k", "2")], given.Publish.UserProperties!);
        Assert.Equal((5u, 268_435_455u), (given.WillDelayInterval!.Value, given.SubscriptionIdentifier!.Value));
        Assert.Equal("text"u8.ToArray(), given.Will!.CorrelationData);
        Assert.Equal([new("", ""), new("a", "b")], given.Subscribe!.Concat(given.Unsubscribe!));
        Assert.Equal((6u, "bye"), (given.Disconnect!.SessionExpiryInterval!.Value, given.Disconnect.ReasonString));
    }

    [Fact]
    public void Packets_and_names_are_taken_in_capitals_too()
    {
        var property = PropertyArgument.Of(["CONNECT", "User-Property", "Key", "Value"]);

        Assert.Equal(
            (new("connect", "user-property", "Value", "Key"), 4), (property, PropertyArgument.Count("User-Property")));
    }

    public static TheoryData<string> Names =>
        [.. PropertyReader.Known.SelectMany(packet => packet.Value.Select(name => $"{packet.Key} {name}"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_property_that_errors_name_is_taken(string packetAndName)
    {
        var (packet, name) = (packetAndName.Split(' ')[0], packetAndName.Split(' ')[1]);

        Assert.NotEqual(
            GivenProperties.None, PropertyReader.Read(
                [new(packet, name, "1", name == "user-property" ? "k" : null)], PropertyReader.Known.Keys));
    }

    [Theory]
    [
        InlineData(
            "konnect", "user-property", "1",
            "-D takes one of connect, publish, will, subscribe, unsubscribe, disconnect first, not 'konnect'")]
    [
        InlineData(
            "publish", "content-typ", "1", "'content-typ' is not a property of publish; did you mean content-type?")]
    [InlineData("publish", "subscription-identifier", "1", "'subscription-identifier' is not a property of publish")]
    [InlineData("publish", "topic-alias", "0", "topic-alias of publish takes a whole number from 1 to 65535, not '0'")]
    [InlineData("publish", "topic-alias", "65536", "takes a whole number from 1 to 65535, not '65536'")]
    [InlineData("publish", "payload-format-indicator", "2", "takes a whole number from 0 to 1, not '2'")]
    [InlineData("publish", "message-expiry-interval", "-1", "not '-1'")]
    [InlineData("publish", "response-topic", "a/#", "the response topic 'a/#' cannot be published to")]
    [InlineData("publish", "correlation-data", "hex:0", "correlation-data of publish: 'hex:0' is not valid")]
    [InlineData("publish", "correlation-data", "base64:!", "'base64:!' is not valid")]
    [
        InlineData(
            "publish", "content-type", "a\0b", "content-type of publish contains a NUL character, which MQTT forbids")]
    [InlineData("subscribe", "subscription-identifier", "268435456", "takes a whole number from 1 to 268435455")]
    public void A_property_that_makes_no_sense_is_reported_in_words(
        string packet, string name, string value, string expected)
    {
        var failure = Assert.Throws<MqttDemoException>(
            () => PropertyReader.Read([new(packet, name, value)], PropertyReader.Known.Keys));

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("message-expiry-interval", "0", "--option takes a whole number from 1 to 4294967295, not '0'")]
    [InlineData("correlation-data", "hex:0", "--option: 'hex:0' is not valid")]
    public void A_mistake_is_reported_of_the_option_that_was_typed(string name, string value, string expected) =>
        Assert.Equal(
        expected,
        Assert.Throws<MqttDemoException>(
            () => PropertyReader.Read([new("publish", name, value, Option: "--option")], ["publish"])).Message);

    [Fact]
    public void Only_a_user_property_may_come_twice() => Assert.Equal(
        "the property content-type of publish is given twice",
        Assert.Throws<MqttDemoException>(
            () => PropertyReader.Read(
                [new("publish", "content-type", "a"), new("publish", "content-type", "b")],
                PropertyReader.Known.Keys)).Message);

    [Fact]
    public void A_property_of_a_packet_that_is_never_sent_is_refused()
    {
        var failure = Assert.Throws<MqttDemoException>(
            () => PropertyReader.Read([new("publish", "content-type", "a")], ["connect", "subscribe"]));

        Assert.Equal(
            (FailureKind.Usage, "-D takes one of connect, subscribe first, not 'publish'", "no PUBLISH is sent here"),
            (failure.Kind, failure.Message, failure.Hint?.ToString()));
    }
}
