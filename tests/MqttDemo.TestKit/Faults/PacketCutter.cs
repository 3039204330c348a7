using MQTTnet.Protocol;

namespace MqttDemo.TestKit.Faults;

/// <summary>Follows the packets of one direction and finds the byte at which to cut.</summary>
sealed class PacketCutter(PacketCut cut)
{
    MqttControlPacketType type;
    int seen;
    long left;
    int digits;
    bool isInHeader;
    bool isDone;

    /// <summary>How many of these bytes may pass; all of them if the cut is not among them.</summary>
    public int Pass(ReadOnlySpan<byte> bytes, out bool isCut)
    {
        isCut = false;
        var position = 0;
        while (position < bytes.Length && !isDone)
        {
            if (left > 0)
            {
                var stopAt = IsTheOne && cut.Inside ? Math.Max(0, left - (left / 2)) : 0;
                var step = (int)Math.Min(left - stopAt, bytes.Length - position);
                position += step;
                left -= step;
                if (IsTheOne && left == stopAt)
                {
                    return Finish(position, out isCut);
                }
            }
            else
            {
                ReadHeader(bytes[position++]);
                // A packet without a body is cut after its first byte or after its second.
                if (IsTheOne
                    && (
                        (cut.Inside && isInHeader && digits == 0 && IsBodyless)
                            || (!cut.Inside && !isInHeader && left == 0)))
                {
                    return Finish(position, out isCut);
                }
            }
        }

        return bytes.Length;
    }

    bool IsTheOne => type == cut.Type && seen == cut.Ordinal;

    bool IsBodyless => type is MqttControlPacketType.PingReq or MqttControlPacketType.PingResp;

    int Finish(int position, out bool isCut)
    {
        isDone = isCut = true;
        return position;
    }

    void ReadHeader(byte value)
    {
        if (!isInHeader)
        {
            type = (MqttControlPacketType)(value >> 4);
            seen += type == cut.Type ? 1 : 0;
            (isInHeader, digits) = (true, 0);
            return;
        }

        left |= (long)(value & 0x7F) << (7 * digits++);
        isInHeader = (value & 0x80) != 0;
    }
}
