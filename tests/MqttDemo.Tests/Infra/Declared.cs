using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Publisher;
using MqttDemo.Publisher.Request;
using MqttDemo.Subscriber;

namespace MqttDemo.Tests.Infra;

/// <summary>The commands as they are declared, to be looked at and not to be run.</summary>
static class Declared
{
    static readonly Terminal Nowhere = new(Stream.Null, Stream.Null, TextWriter.Null, false, false);

    public static AppCommand Publisher { get; } = CreatePublisher(Nowhere);

    public static AppCommand Subscriber { get; } = SubscribeCommand.Create(Nowhere);

    public static AppCommand CreatePublisher(Terminal terminal) =>
        PublishCommand.Create(terminal, RequestCommand.Create(terminal));

    /// <param name="program">publisher, subscriber, or "publisher request".</param>
    public static AppCommand App(string program) => program == "subscriber" ? Subscriber : Publisher;

    /// <param name="program">The same.</param>
    public static AppCommand Command(string program) => program.Contains(' ', StringComparison.Ordinal)
        ? Publisher.Subcommands.OfType<Subcommand>().Single().Declare()
        : App(program);
}
