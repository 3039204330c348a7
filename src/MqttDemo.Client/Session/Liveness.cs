using MqttDemo.Client.Transport;

namespace MqttDemo.Client.Session;

/// <summary>
/// When the other side last gave a sign of life. Sending is no sign: a busy publisher must notice a dead link. Nor is
/// an acknowledgement by the other kernel: a broker that hangs has one too. But when bytes wait here because the other
/// side's buffers are full, and those buffers then take some, the broker is reading: slow, perhaps too slow to answer a
/// PINGREQ in time, but not dead.
/// </summary>
sealed class Liveness(TransportConnection transport, TimeProvider time)
{
    long lastSign = time.GetTimestamp();
    (ulong Acknowledged, uint Waiting) progress;

    /// <summary>A packet has come; or we are not reading, so that the silence is ours.</summary>
    public void OnSign() => Volatile.Write(ref lastSign, time.GetTimestamp());

    /// <summary>How long nothing has come.</summary>
    public TimeSpan SinceLastSign => time.GetElapsedTime(Volatile.Read(ref lastSign));

    /// <summary>
    /// How long there has been no sign at all. To be asked now and then: that is when the bytes are looked at.
    /// </summary>
    public TimeSpan Silence()
    {
        var now = transport.SendProgress();
        if (progress.Waiting > 0 && now.Acknowledged > progress.Acknowledged)
        {
            OnSign();
        }

        progress = now;
        return time.GetElapsedTime(Volatile.Read(ref lastSign));
    }
}
