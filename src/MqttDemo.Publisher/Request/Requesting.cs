using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Output;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher.Request;

/// <summary>
/// One request and its replies (MQTT 5, section 4.10): subscribe to the topic of the replies, publish, and write what
/// comes back with the correlation data that was sent. Before MQTT 5 there is none, and whatever comes to that topic is
/// a reply; so is, on a topic of the user's, what has none: who replies may speak 3.1.1.
/// </summary>
sealed class Requesting(
    RunContext context,
    PublishSettings settings,
    Task<byte[]> reading,
    Unnamed unnamed,
    ReplySettings replies,
    OutputSettings outputSettings,
    TimeProvider time)
{
    /// <summary>How long stderr may be waited for when it is time to end.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    readonly Messages messages = context.Messages;
    readonly bool isCorrelated = context.Settings.Connection.ProtocolVersion is null or ProtocolVersion.Mqtt5;
    readonly byte[] correlation = settings.Properties?.CorrelationData ?? Guid.NewGuid().ToByteArray();
    readonly Ending ending = new(time);
    int remaining = replies.Count;
    long asked;

    public async Task<ExitCode> RunAsync()
    {
        using var output = MessageOutputs.Open(outputSettings, context.Terminal, time);
        // After the time-out a reader of stderr that does not read is not waited for either.
        await using var silence = ending.Token.UnsafeRegister(_ => context.Terminal.LimitErrorWaiting(Grace), null);
        using var interruption = new Interruption(
            ending.End, code => ending.GiveUp(code, "before it was interrupted again"), time);
        await using var timer = ending.After(replies.Timeout);
        try
        {
            var payload = await reading.WaitAsync(ending.Token);
            var report = new SessionReport(
                messages, announces: false, context.IsDebug, _ => "a reply that was published meanwhile is gone");
            await using var session = await MqttSession.ConnectAsync(
                Connection(), startsClean: true, report, time, ending.Token);
            var asking = Task.CompletedTask;
            var reception = new Reception(session, ending, time)
            {
                Receive = () => Receive(session, output),
                AskAsync = _ => asking = AskAsync(session, payload, ending.Token),
                CloseAsync = async () =>
                {
                    // The replies may have come first.
                    await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    // After the time-out a silent broker need not confirm the end.
                    await session.CloseAsync(new CancellationToken(ending.Token.IsCancellationRequested));
                },
            };
            await reception.RunAsync();
            ending.ThrowIfFailed();
        }
        catch (OperationCanceledException) when (ending.Token.IsCancellationRequested)
        {
            // Told by the exit code.
        }

        return Conclude();
    }

    /// <summary>
    /// A version that carries properties, if the user has not chosen another: without them no reply could be told from
    /// others. The broker is asked which topics are ours.
    /// </summary>
    ConnectionSettings Connection()
    {
        var connection = context.Settings.Connection with { AllowsDowngrade = settings.AllowsDowngrade };
        return isCorrelated
            ? connection with
            {
                ProtocolVersion = ProtocolVersion.Mqtt5,
                Connect = (connection.Connect ?? new()) with
                {
                    RequestResponseInformation = connection.Connect?.RequestResponseInformation ?? true,
                },
            }
            : connection;
    }

    /// <summary>First the subscription, so that no reply is missed, then the request.</summary>
    async Task AskAsync(MqttSession session, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var topic = replies.Topic ?? OwnTopic(session.ResponseInformation);
        await session.SubscribeAsync(
            new(
                [Subscription(topic)], [], AllowsDowngrade: true, context.Properties.SubscriptionIdentifier,
                context.Properties.Subscribe),
            cancellationToken);
        var properties = isCorrelated
            ? (settings.Properties ?? new()) with { ResponseTopic = topic, CorrelationData = correlation }
            : null;
        asked = time.GetTimestamp();
        await session.PublishAsync(
            new(settings.Topic, payload, settings.QualityOfService, settings.Retain, 1, KeepsPayload: true, properties),
            cancellationToken);
        await session.DrainAsync(cancellationToken);
        if (session.Counts.Refused > 0)
        {
            throw new MqttDemoException(FailureKind.Denied, "the request was not published, so there will be no reply");
        }

        if (settings.QualityOfService == QualityOfService.AtMostOnce)
        {
            // Nothing else tells whether it has arrived: without it no reply would ever come.
            await session.PingAsync(cancellationToken);
        }

        if (session.Counts.MayBeLost > 0 && remaining > 0)
        {
            throw new MqttDemoException(
                FailureKind.ConnectionLost,
                $"{Came}: the connection was lost, and the request at QoS 0 may be lost with it",
                $"at QoS 1 ({RunSettings.Qos.To("1")}) it is sent again");
        }

        if (unnamed.Sentence(isDone: true) is { } sentence)
        {
            messages.Note(sentence);
        }

        if (outputSettings.GoesToStdout)
        {
            // Not before: the request is published, whether or not anybody reads the replies to it.
            _ = ending.EndWithAsync(context.Terminal.WhenOutCloses());
        }
    }

    /// <summary>
    /// A message that the broker has kept is older than the request, and so no reply. Where requests and replies share
    /// a topic our own comes back, in every version, as it does to mosquitto_rr.
    /// </summary>
    TopicSubscription Subscription(string topic) =>
        new(topic, settings.QualityOfService, RetainHandling: RetainHandling.Never);

    /// <summary>
    /// Below what the broker has reserved for us, if it says so (MQTT 5, section 3.2.2.3.15) and replies can be
    /// published there.
    /// </summary>
    static string OwnTopic(string? reserved) =>
        reserved is { Length: > 0 } && $"{reserved.TrimEnd('/')}/reply" is var topic && TopicName.Defect(topic) is null
        ? topic
        : $"reply/{Guid.NewGuid():n}";

    void Receive(MqttSession session, MessageOutput output)
    {
        var format = MessageFormat.Create(outputSettings, output.Kind, messages, time);
        var counted = new CountedReplies();
        while (remaining > 0 && session.Receive(ending.Token) is { } block)
        {
            block.BeginAll();
            foreach (var message in block.Messages)
            {
                if (remaining > 0 && !counted.Contains(message) && IsReply(message))
                {
                    counted.Add(message);
                    TellLatency();
                    output.Write(message, format);
                    remaining--;
                }
            }

            output.Flush();
            block.Acknowledge(block.Messages.Count);
        }
    }

    bool IsReply(in ReceivedMessage message)
    {
        if (message.Retain)
        {
            // Before MQTT 5 the broker sends what it has kept, whatever we want; a reply that is kept for others comes
            // without the flag.
            return false;
        }

        var isOurs = !isCorrelated
            || (
                message.CorrelationData is { } data
                    ? data.AsSpan().SequenceEqual(correlation)
                    : replies.Topic is not null);
        if (!isOurs)
        {
            messages.Warning(
                $"a message to {message.Topic} is not a reply to this request: it has "
                + $"{(message.CorrelationData is null ? "no" : "other")} correlation data");
        }

        return isOurs;
    }

    void TellLatency()
    {
        if (replies.WantsLatency && remaining == replies.Count)
        {
            messages.Answer(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"the first reply took {time.GetElapsedTime(asked).TotalMilliseconds:0.000} ms"));
        }
    }

    /// <summary>Where all replies have come, a signal or the time-out has come too late to matter.</summary>
    ExitCode Conclude()
    {
        if (remaining == 0)
        {
            return ExitCode.Done;
        }

        if (ending.Reason == ExitCode.TimedOut)
        {
            messages.Error(
                $"{Came} within {replies.Timeout!.Value.TotalSeconds:0.###} s",
                context.Settings.Origins.Tell(RunSettings.Timeout) ?? MissingResponder);
        }
        else if (ending.Token.IsCancellationRequested && ending.Reason is not (null or ExitCode.Done))
        {
            messages.Error($"{Came} before it was interrupted");
        }

        return ending.Reason ?? ExitCode.Done;
    }

    /// <summary>The request was published, and no reply has come.</summary>
    Sentence? MissingResponder => asked > 0 && remaining == replies.Count
        ? $"is a program subscribed to '{settings.Topic}' that replies?"
        : null;

    string Came => $"{replies.Count - remaining} of {replies.Count} replies came";
}
