using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Formats;
using MqttDemo.Subscriber.Commands;
using MqttDemo.Subscriber.Filters;
using MqttDemo.Subscriber.Watching;

namespace MqttDemo.Subscriber.Handling;

/// <summary>The one switch from what is to be done with messages to what does it.</summary>
sealed class BlockHandler(RunContext context, SubscribeSettings settings, Selection selection, TimeProvider time)
{
    readonly bool isForTerminal = settings.Output.GoesToStdout && context.Terminal.OutIsTerminal;

    /// <summary>The handler.</summary>
    /// <param name="session">Where the messages come from, and answers go to.</param>
    /// <param name="output">Where messages are written.</param>
    /// <param name="fail">Is told why the handler cannot go on.</param>
    /// <param name="stop">It is time to end.</param>
    public IBlockHandler Create(MqttSession session, MessageOutput output, Action<Exception> fail, CancellationToken stop)
    {
        var removal = settings.Handling.RemovesRetained ? new RetainedRemoval(session, selection) : null;
        return settings.Handling.Kind switch
        {
            HandlingKind.Command when settings.Handling.Command is { } command => new CommandHandling(
                command, selection, command.Replies ? new Reply(session, context.Messages) : null, removal, context.Messages, fail, time, stop),
            HandlingKind.Rate => Direct(new RateMeter((StreamOutput)output, fail, time)),
            HandlingKind.Watch when isForTerminal => Direct(new WatchScreen((StreamOutput)output, fail, time)),
            _ => Direct(new MessageWriter(Format(), output)),
        };

        DirectHandling Direct(IMessageSink sink) => new(sink, selection, removal, stop);
    }

    IMessageFormat Format() => MessageFormat.Create(settings.Output, isForTerminal, context.Messages, time);
}
