using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Formats;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Request;

/// <summary>
/// One request and its replies (MQTT 5, section 4.10): subscribe to the topic of the replies, publish, and write what comes back with the correlation data
/// that was sent. Before MQTT 5 there is none, and whatever comes to that topic is a reply.
/// </summary>
sealed class Requesting(RunContext context, PublishSettings settings, ReadOnlyMemory<byte> payload, ReplySettings replies, OutputSettings written, TimeProvider time)
{
    readonly Messages messages = context.Messages;
    readonly bool isCorrelated = context.Settings.Connection.ProtocolVersion is null or ProtocolVersion.Mqtt5;
    readonly byte[] correlation = settings.Properties?.CorrelationData ?? Guid.NewGuid().ToByteArray();
    int remaining = replies.Count;
    long asked;
    ExitCode? endedWith;

    public async Task<ExitCode> RunAsync()
    {
        using var output = MessageOutput.Open(written, context.Terminal, time);
        // Not disposed: a signal or a timer may be on its way while the app ends.
        var stop = new CancellationTokenSource();
        Interruption? interruption = null;
        interruption = new Interruption(() => Stop(stop, interruption!.ExitCode));
        using var _ = interruption;
        await using var timer = replies.Timeout is { } timeout ? time.CreateTimer(_ => Stop(stop, ExitCode.TimedOut), null, timeout, Timeout.InfiniteTimeSpan) : null;
        try
        {
            var report = new SessionReport(messages, announces: false, context.IsDebug, "a reply that was published meanwhile is gone");
            await using var session = await MqttSession.ConnectAsync(Connection(), startsClean: true, report, time, stop.Token);
            return await RunAsync(session, output, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Conclude();
        }
    }

    /// <summary>
    /// A version that carries properties, if the user has not chosen another: without them no reply could be told from others. The broker is asked which
    /// topics are ours.
    /// </summary>
    ConnectionSettings Connection()
    {
        var connection = context.Settings.Connection;
        return isCorrelated
            ? connection with { ProtocolVersion = ProtocolVersion.Mqtt5, Connect = (connection.Connect ?? new()) with { RequestResponseInformation = connection.Connect?.RequestResponseInformation ?? true } }
            : connection;
    }

    async Task<ExitCode> RunAsync(MqttSession session, MessageOutput output, CancellationTokenSource stop)
    {
        var receiving = Task.Factory.StartNew(() => Receive(session, output, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await AskAsync(session, stop.Token);
            await receiving;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told by the exit code.
        }
        finally
        {
            // Whoever has had enough is not kept waiting for a broker that may be silent.
            var isGivenUp = stop.IsCancellationRequested;
            session.StopReceiving();
            await stop.CancelAsync();
            await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await session.CloseAsync(new CancellationToken(isGivenUp));
        }

        return Conclude();
    }

    /// <summary>First the subscription, so that no reply is missed, then the request.</summary>
    async Task AskAsync(MqttSession session, CancellationToken cancellationToken)
    {
        var topic = replies.Topic ?? settings.Properties?.ResponseTopic ?? OwnTopic(session);
        // A request to the topic of its replies is no reply to itself.
        var subscription = new TopicSubscription(topic, settings.QualityOfService, NoLocal: true);
        await session.SubscribeAsync(
            new([subscription], [], AllowsDowngrade: true, context.Properties.SubscriptionIdentifier, context.Properties.Subscribe), cancellationToken);
        var properties = isCorrelated ? (settings.Properties ?? new()) with { ResponseTopic = topic, CorrelationData = correlation } : null;
        asked = time.GetTimestamp();
        await session.PublishAsync(new(settings.Topic, payload, settings.QualityOfService, settings.Retain, 1, KeepsPayload: true, properties), cancellationToken);
        await session.DrainAsync(cancellationToken);
        // At QoS 0 nothing else tells that the broker has it.
        await session.PingAsync(cancellationToken);
        if (session.Counts.Refused > 0)
        {
            throw new MqttDemoException(ExitCode.Denied, "the request was not published, so there will be no reply");
        }

        if (session.Counts.MayBeLost > 0 && Volatile.Read(ref remaining) > 0)
        {
            throw new MqttDemoException(ExitCode.ConnectionLost, "the request may not have arrived: the connection was lost while it was on its way", "-q 1 makes sure that it does");
        }
    }

    /// <summary>Below what the broker has reserved for us, if it says so in a way that makes sense (MQTT 5, section 3.2.2.3.15).</summary>
    static string OwnTopic(MqttSession session)
    {
        var reserved = session.ResponseInformation is { Length: > 0 } information ? $"{information.TrimEnd('/')}/reply" : "";
        return TopicName.Defect(reserved) is null ? reserved : $"reply/{Guid.NewGuid():n}";
    }

    void Receive(MqttSession session, MessageOutput output, CancellationToken cancellationToken)
    {
        // As mosquitto_rr: in a terminal too the payload alone.
        var format = MessageFormat.Create(
            written with { Format = written.Format ?? OutputFormat.Payload }, output.IsTerminal, messages, time);
        while (remaining > 0 && session.Receive(cancellationToken) is { } block)
        {
            foreach (var message in block.Messages)
            {
                if (remaining > 0 && IsReply(message))
                {
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
        if (message.Retain && replies.IgnoresRetained)
        {
            return false;
        }

        var isOurs = !isCorrelated || message.CorrelationData.AsSpan().SequenceEqual(correlation);
        if (!isOurs)
        {
            messages.Warning($"a message to {message.Topic} is not a reply to this request: it has {(message.CorrelationData is null ? "no" : "other")} correlation data");
        }

        return isOurs;
    }

    void TellLatency()
    {
        if (replies.WantsLatency && remaining == replies.Count)
        {
            messages.Note(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the first reply took {time.GetElapsedTime(asked).TotalMilliseconds:0.000} ms"));
        }
    }

    ExitCode Conclude()
    {
        if (remaining == 0)
        {
            return ExitCode.Done;
        }

        if (endedWith == ExitCode.TimedOut)
        {
            messages.Error($"{replies.Count - remaining} of {replies.Count} replies came within {replies.Timeout!.Value.TotalSeconds:0.###} s");
        }

        return endedWith ?? ExitCode.Done;
    }

    void Stop(CancellationTokenSource stop, ExitCode exitCode)
    {
        // The first reason counts.
        endedWith ??= exitCode;
        stop.Cancel();
    }
}
