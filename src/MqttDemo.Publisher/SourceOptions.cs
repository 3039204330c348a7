using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher;

/// <summary>Where the messages come from: one payload, or the records of a stream.</summary>
sealed class SourceOptions(PayloadOptions payload, RecordOptions records, PaceOptions pace)
{
    /// <summary>
    /// Opens the source: what cannot be read is reported before anything is connected. Opening may wait; it has its
    /// own thread.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="context">What else there is to work with.</param>
    /// <param name="settings">What is said of every message.</param>
    public Task<IMessageSource> OpenAsync(Arguments args, RunContext context, PublishSettings settings)
    {
        var chosen = records.Chosen(args);
        payload.Check(args, chosen);
        records.Check(args);
        pace.Check(args, chosen);
        if (chosen is null && settings.Retain && !payload.IsNamed(args))
        {
            // The broker would keep it, in place of what it has kept.
            throw Usage(
                $"{RunSettings.Retain.Named} needs an explicit message, and none is given",
                "give one of -m, -f, -l, -s; -n makes the broker forget the one it keeps")
                .About(RunSettings.Retain);
        }

        return chosen is null ? OneAsync(args, context, settings) : ManyAsync(args, context, settings);
    }

    /// <summary>The settings in whose place the source brings something.</summary>
    public IReadOnlyList<Setting> Replaced(Arguments args) => (records.Chosen(args), records.BringTopics(args)) switch
    {
        (not null, true) => [Settings.Messages.Text, Settings.Messages.Topic],
        (not null, false) => [Settings.Messages.Text],
        _ => payload.Replaced(args),
    };

    /// <summary>What was not named.</summary>
    public Unnamed Unnamed(Arguments args, RunContext context)
    {
        var isMany = records.Chosen(args) is not null;
        return new(
            isMany ? null : payload.Text(args, context),
            context.Settings.Topic,
            isMany || payload.IsNamed(args) ? null : context.Settings.MessageOrigin,
            records.BringTopics(args) ? null : context.Settings.TopicOrigin);
    }

    async Task<IMessageSource> OneAsync(Arguments args, RunContext context, PublishSettings settings) =>
        new RepeatedMessage(settings.Message(await payload.ReadAsync(args, context), isKept: true), pace.Times(args));

    async Task<IMessageSource> ManyAsync(Arguments args, RunContext context, PublishSettings settings)
    {
        var path = payload.File(args);
        var input = path is null ? context.Terminal.In : await InputFile.OpenAsync(path);
        return records.Open(
            args, input, isTyped: path is null && context.Terminal.InIsTerminal, settings, pace.NeedsTimes(args));
    }
}
