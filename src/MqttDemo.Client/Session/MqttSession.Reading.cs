using System.Net.Sockets;
using System.Security.Authentication;
using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

public sealed partial class MqttSession
{
    /// <summary>Reads one connection to its end.</summary>
    async Task<ConnectionEnd> ServeAsync(Connection current)
    {
        var givenUp = current.GivenUp;
        await using var aborted = aborting.Token.UnsafeRegister(static state => ((TaskCompletionSource<string>)state!).TrySetResult("it was given up"), givenUp);
        using var keepAlive = KeepAlivePeriod(current) is { } period
            ? new KeepAlive(
                period,
                current.Member.History.PingEvery,
                current,
                () => isPaused,
                ArrivalsWhileDue,
                () => Ping(current),
                givenUp,
                time)
            : null;
        using var overdue = new OverdueAcknowledgements(() => Waiting(current), Warn, time);
        var reading = DedicatedThread.Start("mqtt reader", () => Read(current));
        if (await Task.WhenAny(reading, givenUp.Task) == reading)
        {
            return await EndAsync(current, reading);
        }

        if (givenUp.Task.IsFaulted)
        {
            // It is we who end the session, and a will is for those that vanish.
            await SayGoodbyeAsync(current, AtTheEnd(), aborting.Token);
        }

        // Given up or aborted: disposed, so that the reader ends too.
        current.Dispose();
        return await EndAsync(current, reading) with { Reason = await givenUp.Task, Kind = ConnectionEndKind.Silent };
    }

    /// <summary>What the broker owes an acknowledgement for; nothing while it has not been sent, or what comes is not read.</summary>
    OverdueAcknowledgements.Waiting? Waiting(Connection current)
    {
        if (isPaused || current.Transport.SendProgress().Waiting > 0)
        {
            return null;
        }

        using (gate.Enter())
        {
            return connection != current || current.Writer.Pending > 0 ? null : outbox.Waiting;
        }
    }

    /// <summary>How much has come while the broker owes an answer to SUBSCRIBE; null when it owes none.</summary>
    long? ArrivalsWhileDue()
    {
        using (gate.Enter())
        {
            return subscriptions is { AreDue: true } due ? inbox.Arrivals + due.Answers : null;
        }
    }

    /// <summary>Told with the gate free: the observer may wait for whoever reads stderr.</summary>
    void Warn(string sentence)
    {
        gate.AssertNotHeld();
        lock (reporting)
        {
            observer.Warn(sentence);
        }
    }

    void Ping(Connection current)
    {
        using (gate.Enter())
        {
            if (connection != current)
            {
                // The timer was late: its connection has ended, and no answer will come.
                return;
            }

            outbox.SendPing(current.Writer);
        }

        _ = current.Writer.FlushAsync();
    }

    /// <summary>The broker's wish comes before ours (MQTT 5, section 3.2.2.3.14); null is no keep-alive.</summary>
    TimeSpan? KeepAlivePeriod(Connection current) => (current.Limits.ServerKeepAlive ?? settings.KeepAlive) switch
    {
        0 => null,
        var seconds => TimeSpan.FromSeconds(seconds),
    };

    /// <summary>How the reading has ended; what there is to be said to the broker is said.</summary>
    async Task<ConnectionEnd> EndAsync(Connection current, Task<ConnectionEnd> reading)
    {
        try
        {
            return await reading;
        }
        catch (MqttProtocolViolationException e)
        {
            await SayGoodbyeAsync(current, AfterError((e as ProtocolViolation)?.Reason ?? MqttDisconnectReasonCode.ProtocolError), aborting.Token);
            return new ConnectionEnd($"the broker broke the protocol: {e.Message.TrimEnd('.')}", ConnectionEndKind.ProtocolError);
        }
        catch (MqttDemoException)
        {
            await SayGoodbyeAsync(current, AtTheEnd(), aborting.Token);
            throw;
        }
    }

    /// <summary>On a thread of its own, which waits where it reads, pauses or finds no room.</summary>
    ConnectionEnd Read(Connection current)
    {
        var packets = new List<MqttPacket>();
        var pacing = new ReadPacing(Environment.TickCount64);
        try
        {
            while (current.Reader.ReadBlock(packets))
            {
                if (Dispatch(current, packets) is { } end)
                {
                    return end;
                }

                _ = current.Writer.FlushAsync();
                ReportRefusals();
                TellNews();
                WaitForOutput(current);
                WaitForInboxRoom(current);
                pacing.OnRead(packets.Count, Environment.TickCount64);
                if (pacing.IsPausing)
                {
                    Thread.Sleep(ReadPacing.PauseMilliseconds);
                }
            }

            // When a write has failed it is we who have ended the reading; the broker's last words have been read.
            return WriteFailure(current) is { } failure ? Broken(failure) : new ConnectionEnd("the broker closed it", ConnectionEndKind.Closed);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException or AuthenticationException)
        {
            return Broken(e);
        }
    }

    Exception? WriteFailure(Connection current)
    {
        using (gate.Enter())
        {
            return current.Writer.Failure;
        }
    }

    static ConnectionEnd Broken(Exception e) => new(e is ObjectDisposedException ? "it was closed" : (e.InnerException ?? e).Message);

    /// <summary>Handles what one read has brought; an end when the broker has said goodbye.</summary>
    ConnectionEnd? Dispatch(Connection current, List<MqttPacket> packets)
    {
        using (gate.Enter())
        {
            try
            {
                ConnectionEnd? end = null;
                foreach (var packet in packets)
                {
                    end ??= Dispatch(current, packet);
                }

                return end;
            }
            finally
            {
                inbox.EndBlock();
                if (inbox.HasBlocks)
                {
                    gate.InboxFilled.Set();
                }

                gate.OutboxChanged.Set();
            }
        }
    }

    ConnectionEnd? Dispatch(Connection current, MqttPacket packet)
    {
        var isAnswer = packet is MqttPubRecPacket or MqttPubCompPacket
            || (packet is MqttPubAckPacket answer && probe?.IsOurs(answer.PacketIdentifier) != true);
        current.HasDelivered |= isAnswer;
        current.HasAnswered |= isAnswer;
        current.HasReceived |= packet is MqttPubRelPacket;
        switch (packet)
        {
            case MqttPublishPacket { Topic: "", TopicAlias: 0 }:
                throw new MqttProtocolViolationException("a PUBLISH without a topic");
            case MqttPublishPacket publish:
                current.TopicAliases.Resolve(publish);
                if (probe is not null && probe.Takes(publish))
                {
                    inbox.SetAside(publish);
                    return null;
                }

                current.HasReceived |= !publish.Retain;
                inbox.OnPublish(publish);
                return null;
            case MqttPubAckPacket pubAck when !isAnswer:
                current.HasAnswered |= outbox.Unanswered is null;
                probe!.OnPubAck(pubAck);
                return null;
            case MqttPubAckPacket pubAck:
                outbox.OnPubAck(pubAck);
                return null;
            case MqttPubRecPacket pubRec:
                outbox.OnPubRec(pubRec);
                return null;
            case MqttPubRelPacket pubRel:
                inbox.OnPubRel(pubRel);
                return null;
            case MqttPubCompPacket pubComp:
                outbox.OnPubComp(pubComp);
                return null;
            case MqttSubAckPacket subAck:
                current.HasAnswered |= outbox.Unanswered is null;
                subscriptions?.OnSubAck(subAck);
                return null;
            case MqttUnsubAckPacket unsubAck:
                current.HasAnswered |= outbox.Unanswered is null;
                subscriptions?.OnUnsubAck(unsubAck);
                return null;
            case MqttPingRespPacket:
                current.HasDelivered |= outbox.OnPingAnswered();
                current.HasAnswered |= current.HasDelivered || outbox.Unanswered is null;
                return null;
            case MqttDisconnectPacket disconnect:
                return Ended(current, disconnect);
            default:
                throw new MqttProtocolViolationException($"a {packet.GetType().Name} is not for a client to receive");
        }
    }

    ConnectionEnd Ended(Connection current, MqttDisconnectPacket disconnect)
    {
        var reason = ReasonCodes.Describe(disconnect.ReasonCode, disconnect.ReasonString) + ReasonCodes.Who(disconnect.ReasonCode, settings.Credentials);
        if (current.Age >= ConnectionHistory.SteadyAfter)
        {
            connector.ForgetRedirections();
        }

        if (ReasonCodes.IsRedirection(disconnect.ReasonCode) && connector.Admission.TryFollow(disconnect.ServerReference, current.Broker))
        {
            return new($"{reason}: {disconnect.ServerReference}", ConnectionEndKind.Temporary);
        }

        return new(reason + ReasonCodes.Elsewhere(disconnect.ServerReference), ReasonCodes.KindOf(disconnect.ReasonCode), Hint(disconnect));
    }

    Sentence? Hint(MqttDisconnectPacket disconnect) => disconnect.ReasonCode switch
    {
        MqttDisconnectReasonCode.SessionTakenOver => Advice.OwnClientIds,
        var code when ReasonCodes.IsRedirection(code) => connector.Admission.RedirectionHint(disconnect.ServerReference),
        var code => ReasonCodes.FullHint(code),
    };

    /// <summary>One at a time, so that they are told in their order: whoever publishes and whoever reads come here.</summary>
    void ReportRefusals()
    {
        gate.AssertNotHeld();
        lock (reporting)
        {
            while (true)
            {
                PublishRefusal? refusal;
                using (gate.Enter())
                {
                    if (!outbox.TryTakeRefusal(out refusal))
                    {
                        return;
                    }
                }

                observer.Refused(refusal);
            }
        }
    }
}
