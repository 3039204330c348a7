namespace MqttDemo.Client.Wire;

/// <summary>A large packet, whose body is read straight to where it stays.</summary>
/// <param name="first">The first byte of its header.</param>
/// <param name="body">Its body, as far as it has come; not initialized, because a page costs memory only when something
/// arrives for it.</param>
/// <param name="length">How much of the body has come.</param>
sealed class LargePacket(byte first, byte[] body, int length)
{
    public byte First => first;

    public byte[] Body => body;

    /// <summary>How much of the body has come.</summary>
    public int Length { get; private set; } = length;

    public int Missing => body.Length - Length;

    public void OnRead(int count) => Length += count;
}
