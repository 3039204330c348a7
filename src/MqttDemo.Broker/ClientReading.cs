using MqttDemo.Client;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>
/// Whether a client is read, and what came of it while it was held back: see <see cref="FlowControl"/>. What is not
/// async is called with the gate held.
/// </summary>
sealed class ClientReading(ClientConnection connection, PacketHandler handler)
{
    /// <summary>
    /// A connection that is not read looks dead to its client after a while. Half a keep-alive period is soon enough:
    /// its client sees that something is taken.
    /// </summary>
    const double PeriodsBetweenReads = 0.5;

    readonly Gate gate = connection.Broker.Gate;
    readonly Signal readOn = new(connection.Broker.Gate);

    /// <summary>What came while it was held back.</summary>
    readonly Queue<MqttPacket> held = new();
    long heldCost;

    /// <summary>What it publishes goes to a client that has too much before it already.</summary>
    public Session? HeldBy { get; set; }

    /// <summary>It is not read.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>It ends: every client that it publishes to takes it.</summary>
    public bool IsLetGo { get; private set; }

    /// <summary>A packet has come: it is handled now, or when its client is not held back any more.</summary>
    public void Receive(MqttPacket packet)
    {
        gate.AssertHeld();
        if (connection.IsClosing)
        {
            return;
        }

        if (packet is MqttDisconnectPacket)
        {
            LetGo();
        }

        // What lets others go on, and a sign of life, do not wait.
        if (HeldBy is null || packet is MqttPubAckPacket or MqttPubRecPacket or MqttPubCompPacket or MqttPingReqPacket)
        {
            handler.Handle(packet);
            return;
        }

        held.Enqueue(packet);
        heldCost += CostOf(packet);
    }

    /// <summary>The client that has held it back does not any more.</summary>
    public void GoOn()
    {
        gate.AssertHeld();
        try
        {
            while (HeldBy is null && !connection.IsClosing && held.TryDequeue(out var packet))
            {
                heldCost -= CostOf(packet);
                handler.Handle(packet);
            }
        }
        catch (MqttProtocolViolationException e)
        {
            // It is another client's thread that goes on here.
            connection.Expel(MqttDisconnectReasonCode.ProtocolError, e.Message);
        }

        if (heldCost < Account.Held / 2)
        {
            readOn.Set();
        }
    }

    /// <summary>It ends, or another connection takes over its session: what has been read is not lost.</summary>
    public void LetGo()
    {
        gate.AssertHeld();
        IsLetGo = true;
        FlowControl.Release(this);
        GoOn();
    }

    /// <summary>Waits as long as it should not be read. False when it is to be read no more.</summary>
    public async ValueTask<bool> GoesOnAsync()
    {
        Task mayReadOn;
        bool isFull;
        using (gate.Enter())
        {
            if (connection.HasSaidGoodbye || (connection.IsClosing && !connection.Sending.IsClosed))
            {
                return false;
            }

            if (!BeginPause())
            {
                return true;
            }

            mayReadOn = readOn.WaitAsync();
            isFull = heldCost > 4 * Account.Held;
        }

        var patience = connection.KeepAlive > 0 && !isFull
            ? TimeSpan.FromSeconds(connection.KeepAlive * PeriodsBetweenReads)
            : Timeout.InfiniteTimeSpan;
        using var waiting = new CancellationTokenSource();
        await Task.WhenAny(mayReadOn, Task.Delay(patience, connection.Broker.Time, waiting.Token));
        await waiting.CancelAsync();
        using (gate.Enter())
        {
            IsPaused = false;
        }

        return true;
    }

    bool BeginPause()
    {
        if (HeldBy is null || connection.IsClosing || heldCost < Account.Held)
        {
            return false;
        }

        IsPaused = true;
        if (FlowControl.IsCircle(this, HeldBy))
        {
            IsPaused = false;
            LetGo();
            IsLetGo = false;
            return false;
        }

        return true;
    }

    static long CostOf(MqttPacket packet) =>
        packet is MqttPublishPacket publish ? Message.CostOf(publish) : Message.Overhead;
}
