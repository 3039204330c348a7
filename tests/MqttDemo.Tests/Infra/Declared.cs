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

    // For each thread, because a command makes its options when they are asked for, as a program does on one thread.
    static readonly ThreadLocal<AppCommand> PublisherOfThread = new(() => CreatePublisher(Nowhere));
    static readonly ThreadLocal<AppCommand> SubscriberOfThread = new(() => SubscribeCommand.Create(Nowhere));

    public static AppCommand Publisher => PublisherOfThread.Value!;

    public static AppCommand Subscriber => SubscriberOfThread.Value!;

    public static AppCommand CreatePublisher(Terminal terminal) =>
        PublishCommand.Create(terminal, RequestCommand.Create(terminal));

    /// <param name="program">publisher, subscriber, or "publisher request".</param>
    public static AppCommand App(string program) => program == "subscriber" ? Subscriber : Publisher;

    /// <param name="program">The same.</param>
    public static AppCommand Command(string program) => program.Contains(' ', StringComparison.Ordinal)
        ? Publisher.Subcommands.OfType<Subcommand>().Single().Declare()
        : App(program);
}
