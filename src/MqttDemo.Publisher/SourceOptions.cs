using System.CommandLine;
using MqttDemo.CommandLine;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher;

/// <summary>Where the messages come from: one payload, or the records of a stream.</summary>
sealed class SourceOptions(PayloadOptions payload, RecordOptions records, PaceOptions pace)
{
    /// <summary>Opens the source: what cannot be read is told before anything is connected.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="context">What else there is to work with.</param>
    /// <param name="settings">What is said of every message.</param>
    /// <param name="givenTopic">The topic that is given as an option.</param>
    public IMessageSource Open(ParseResult args, RunContext context, PublishSettings settings, string? givenTopic)
    {
        var chosen = records.Chosen(args);
        payload.Check(args, chosen);
        records.Check(args, givenTopic);
        pace.Check(args, chosen);
        if (chosen is null)
        {
            return new RepeatedMessage(settings.Message(payload.Read(args, context), isKept: true), pace.Times(args));
        }

        var path = payload.File(args);
        var input = path is null ? context.Terminal.In : InputFile.Open(path);
        return records.Open(args, input, isTyped: path is null && context.Terminal.InIsTerminal, settings, pace.NeedsTimes(args));
    }
}
