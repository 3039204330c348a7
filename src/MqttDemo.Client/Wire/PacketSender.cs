namespace MqttDemo.Client.Wire;

/// <summary>Whose packets are read.</summary>
enum PacketSender
{
    Broker,
    Client,
}
