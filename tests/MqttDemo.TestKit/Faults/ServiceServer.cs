using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MqttDemo.TestKit.Faults;

/// <summary>Answers every question with the same SRV records (RFC 1035, section 4.1, and RFC 2782).</summary>
sealed class ServiceServer : IDisposable
{
    readonly UdpClient socket;

    public ServiceServer(params (ushort Priority, ushort Weight, ushort Port, string Target)[] records)
        : this(new IPEndPoint(IPAddress.Loopback, 0), records)
    {
    }

    public ServiceServer(
        IPEndPoint place, params (ushort Priority, ushort Weight, ushort Port, string Target)[] records)
    {
        socket = new UdpClient(place);
        _ = ServeAsync(records);
    }

    public IPEndPoint EndPoint => (IPEndPoint)socket.Client.LocalEndPoint!;

    public string Asked { get; private set; } = "";

    public byte ResponseCode { get; init; }

    /// <summary>It answers nothing.</summary>
    public bool IsSilent { get; set; }

    public void Dispose() => socket.Dispose();

    async Task ServeAsync((ushort Priority, ushort Weight, ushort Port, string Target)[] records)
    {
        try
        {
            while (true)
            {
                var query = await socket.ReceiveAsync();
                if (IsSilent)
                {
                    continue;
                }

                await socket.SendAsync(Answer(query.Buffer, records), query.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    byte[] Answer(byte[] query, (ushort Priority, ushort Weight, ushort Port, string Target)[] records)
    {
        var end = 12;
        var labels = new List<string>();
        for (; query[end] > 0; end += query[end] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(query, end + 1, query[end]));
        }

        Asked = string.Join('.', labels);
        // The header: their identifier, a good answer, one question, the records, nothing else. Then the question as it
        // came.
        List<byte> answer = [
            .. query[..2], 0x81, (byte)(0x80 | ResponseCode), 0, 1, .. Number(records.Length), 0, 0, 0, 0,
            .. query[12..(end + 5)]];
        foreach (var (priority, weight, port, target) in records)
        {
            byte[] name = [
                .. target.Split('.', StringSplitOptions.RemoveEmptyEntries)
                    .SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
            answer.AddRange(
                [
                    0xC0, 12, 0, 33, 0, 1, 0, 0, 0, 60, .. Number(6 + name.Length), .. Number(priority),
                    .. Number(weight), .. Number(port), .. name
                ]);
        }

        return [.. answer];
    }

    static byte[] Number(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}
