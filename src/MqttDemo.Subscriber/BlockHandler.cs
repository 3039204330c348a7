using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Output;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Subscriber.Commands;
using MqttDemo.Subscriber.Filters;
using MqttDemo.Subscriber.Handling;
using MqttDemo.Subscriber.Watching;

namespace MqttDemo.Subscriber;

/// <summary>The one switch from what is to be done with messages to what does it.</summary>
sealed class BlockHandler(RunContext context, SubscribeSettings settings, Selection selection, TimeProvider time)
{
    /// <summary>The handler.</summary>
    /// <param name="session">Where the messages come from, and answers go to.</param>
    /// <param name="output">Where messages are written.</param>
    /// <param name="ending">Is notified why the handler cannot go on, and tells when it is time to end.</param>
    public IBlockHandler Create(MqttSession session, MessageOutput output, Ending ending)
    {
        var removal = settings.Handling.RemovesRetained ? new RetainedRemoval(session) : null;
        return settings.Handling.Kind switch
        {
            HandlingKind.Command when settings.Handling.Command is { } command => new CommandHandling(
                new CommandAttempts(command, context.Messages, ending, session.WhenEndedAsync(), time),
                command.Jobs,
                selection,
                command.Replies ? new Reply(session, context.Messages) : null,
                removal,
                context.Messages,
                ending,
                settings.Ending.Drain,
                time),
            HandlingKind.Rate => Direct(new RateMeter((StreamOutput)output, ending.Fail, time)),
            HandlingKind.Watch when Screen(output, ending, new(time)) is { } screen => Direct(screen),
            HandlingKind.Topics => Direct(Table((StreamOutput)output, ending)),
            _ => Direct(new MessageWriter(Format(output), output)),
        };

        DirectHandling Direct(IMessageSink sink) => new(sink, selection, removal, ending.Stopped);
    }

    /// <summary>Null where there is no terminal to draw on.</summary>
    WatchScreen? Screen(MessageOutput output, Ending ending, WatchedTopics topics) =>
        settings.Output.GoesToStdout && output.IsTerminal && context.Terminal.CanDraw
            ? new((StreamOutput)output, topics, context, ending, time)
            : null;

    TopicTable Table(StreamOutput output, Ending ending)
    {
        var topics = new WatchedTopics(time);
        ITopicFormat format = output.IsTerminal && settings.Output.Format != OutputFormat.Json
            ? new TopicLines(TerminalSize.Now().Columns)
            : new TopicObjects(output.Kind, settings.Output.IsIndented, time);
        return new(
            topics, format, output, settings.Handling.Watches ? Screen(output, ending, topics) : null,
            context.Messages);
    }

    IMessageFormat Format(MessageOutput output) =>
        MessageFormat.Create(settings.Output, output.Kind, context.Messages, time);
}
