using MqttDemo.Client.Transport;
using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Gathers packets and sends them in blocks: one write for whatever has come together since the last. Packets are added
/// to one buffer while the other is being sent; the thread that flushes an idle writer sends, and no thread
/// waits for a lock during a write.
/// </summary>
/// <remarks>
/// Everything but <see cref="FlushAsync"/> and <see cref="DrainAsync"/> is called with the session's gate held.
/// </remarks>
/// <param name="transport">Where they go.</param>
/// <param name="encoder">Makes bytes of them.</param>
/// <param name="gate">The session's.</param>
/// <param name="emptied">Is called, with the gate held, with the number of bytes that had gathered and go to the
/// network now, so that there is room again.</param>
sealed class PacketWriter(
    TransportConnection transport, PacketEncoder encoder, Gate gate, Action<long>? emptied = null)
{
    /// <summary>
    /// Messages wait while the network is slower than the input and more than that has gathered, in bytes.
    /// </summary>
    public const int MostPending = 256 * 1024;

    readonly Signal drained = new(gate);

    PacketBuffer filling = new();
    PacketBuffer sending = new();
    bool isSending;

    /// <summary>Bytes that wait for the network.</summary>
    public long Pending => Gate.Held(gate, filling.Length);

    /// <summary>The memory for them; not for long payloads, which stand elsewhere.</summary>
    public int PendingMemory => Gate.Held(gate, filling.Copied);

    /// <summary>Why a write has failed; what is added after that goes nowhere.</summary>
    public Exception? Failure { get => Gate.Held(gate, field); private set; }

    /// <summary>DISCONNECT was the last packet; nothing may follow it (MQTT 5, section 3.14.4).</summary>
    public bool IsClosed { get => Gate.Held(gate, field); private set; }

    /// <summary>What is added from now on goes nowhere.</summary>
    public void Close()
    {
        gate.AssertHeld();
        IsClosed = true;
    }

    /// <summary>Adds a packet, unless it is longer than the limit. Returns its length either way.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="maximumPacketSize">The limit, in bytes.</param>
    /// <param name="keepsPayload">The payload will not change until it has been sent or the connection has
    /// ended.</param>
    public int Add(MqttPacket packet, uint maximumPacketSize = uint.MaxValue, bool keepsPayload = false)
    {
        gate.AssertHeld();
        return Failure is null && !IsClosed ? encoder.Encode(packet, filling, maximumPacketSize, keepsPayload) : 0;
    }

    /// <summary>
    /// Sends what has gathered. Completes when the writer is idle again, so only the end of a connection waits for it.
    /// A failure shows where the connection is read.
    /// </summary>
    public Task FlushAsync()
    {
        using (gate.Enter())
        {
            if (isSending || Failure is not null || filling.Length == 0)
            {
                return Task.CompletedTask;
            }

            isSending = true;
        }

        return SendAsync();
    }

    /// <summary>Completes when everything added so far has been handed to the network, or cannot be.</summary>
    public Task DrainAsync()
    {
        Task task;
        using (gate.Enter())
        {
            if (Failure is not null || (!isSending && filling.Length == 0))
            {
                return Task.CompletedTask;
            }

            task = drained.WaitAsync();
        }

        _ = FlushAsync();
        return task;
    }

    async Task SendAsync()
    {
        try
        {
            while (Swap())
            {
                for (var i = 0; i < sending.PartCount; i++)
                {
                    // No token: nothing may be cancelled between the bytes of a packet. And in the pool, where a
                    // write has to wait: the thread that flushes may be waiting for something else.
                    await transport.Stream.WriteAsync(sending.Part(i)).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e)
        {
            // Whatever it is, this connection writes no more. Not swallowed: the reader ends with it.
            Fail(e);
        }
    }

    bool Swap()
    {
        using (gate.Enter())
        {
            sending.Clear();
            (filling, sending) = (sending, filling);
            emptied?.Invoke(sending.Length);
            isSending = sending.Length > 0;
            if (!isSending)
            {
                drained.Set();
            }

            return isSending;
        }
    }

    void Fail(Exception e)
    {
        using (gate.Enter())
        {
            Failure = e;
            isSending = false;
            drained.Set();
        }

        // The reader may still find a DISCONNECT with the broker's reason before the end of the stream.
        transport.StopReading();
    }
}
